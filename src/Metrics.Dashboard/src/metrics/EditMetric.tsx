import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Metric, useChangeMetric } from "../api/metrics";
import { FormModal } from "../app/FormModal";
import { descriptionProblem, nameProblem } from "./limits";

export function EditMetric({ metric, onClose }: { metric: Metric; onClose: () => void }) {
  const [name, setName] = useState(metric.name);
  const [description, setDescription] = useState(metric.description ?? "");
  const change = useChangeMetric();
  return (
    <FormModal
      title="Rename or describe"
      submit="Save"
      canSubmit={name !== "" && nameProblem(name) === null && descriptionProblem(description) === null}
      isBusy={change.isPending}
      failure={change.error}
      onSubmit={() => change.mutate({ id: metric.id, name, description }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <TextInput label="Name" dir="auto" required value={name} error={nameProblem(name)} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <Textarea label="Description" dir="auto" autosize minRows={3} maxRows={8} value={description} error={descriptionProblem(description)} onChange={(event) => setDescription(event.currentTarget.value)} />
    </FormModal>
  );
}

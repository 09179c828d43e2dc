import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Metric, useChangeMetric } from "../api/metrics";
import { FormModal } from "../app/FormModal";
import { changesOf } from "./changes";
import { descriptionProblem, nameHint, nameProblem } from "./limits";

export function EditMetric({ metric, onClose }: { metric: Metric; onClose: () => void }) {
  const [name, setName] = useState(metric.name);
  const [description, setDescription] = useState(metric.description ?? "");
  // What it was like when one began: the list goes on being read, and what others change meanwhile is not for this form to take back.
  const [before] = useState(metric);
  const change = useChangeMetric();
  const submit = () => {
    const changes = changesOf(before, name, description);
    if (Object.keys(changes).length === 0) onClose();
    else change.mutate({ id: metric.id, changes }, { onSuccess: onClose });
  };
  return (
    <FormModal
      title="Rename or describe"
      submit="Save"
      canSubmit={name !== "" && nameProblem(name) === null && descriptionProblem(description) === null}
      isBusy={change.isPending}
      failure={change.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput label="Name" dir="auto" required value={name} description={nameHint(name)} error={nameProblem(name)} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <Textarea label="Description" dir="auto" autosize minRows={3} maxRows={8} value={description} error={descriptionProblem(description)} onChange={(event) => setDescription(event.currentTarget.value)} />
    </FormModal>
  );
}

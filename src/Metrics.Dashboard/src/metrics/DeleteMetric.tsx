import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Metric, useDeleteMetric } from "../api/metrics";
import { FormModal } from "../app/FormModal";
import { UserText } from "../app/UserText";
import { differInBlanks } from "./limits";

export function DeleteMetric({ metric, onClose, onDeleted }: { metric: Metric; onClose: () => void; onDeleted?: () => void }) {
  const [name, setName] = useState("");
  const remove = useDeleteMetric(metric.id, () => {
    onClose();
    onDeleted?.();
  });
  return (
    <FormModal
      title="Delete metric"
      submit="Delete"
      color="red"
      canSubmit={name === metric.name}
      isBusy={remove.isPending}
      mayLeave
      failure={remove.error}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    >
      <Text>
        This deletes{" "}
        <Text span fw={600} inherit>
          <UserText>{metric.name}</UserText>
        </Text>{" "}
        and all its data, for good.
      </Text>
      <TextInput label="Type the name of the metric to confirm" dir="auto" autoComplete="off" value={name} error={name !== "" && differInBlanks(name, metric.name) ? "The blanks differ: the name has others at its beginning or end, or between its words." : null} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
    </FormModal>
  );
}

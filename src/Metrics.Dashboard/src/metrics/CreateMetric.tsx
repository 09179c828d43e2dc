import { Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { type AggregationType, type Interval, useCreateMetric } from "../api/metrics";
import { FormModal } from "../app/FormModal";
import { go, href } from "../app/location";
import { descriptionProblem, nameHint, nameProblem } from "./limits";
import { aggregationTypes, intervals } from "./words";

export function CreateMetric({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [dataType, setDataType] = useState<AggregationType>("Sum");
  const [interval, chooseInterval] = useState<Interval>("Daily");
  const [keyedValues, setKeyedValues] = useState(false);
  const [description, setDescription] = useState("");
  const create = useCreateMetric();
  const submit = () =>
    create.mutate(
      { name, dataType, interval, keyedValues, ...(description === "" ? {} : { description }) },
      {
        onSuccess: (metric) => {
          onClose();
          go(href(["metric", metric.id]));
        },
      },
    );

  return (
    <FormModal
      title="New metric"
      submit="Create"
      canSubmit={name !== "" && nameProblem(name) === null && descriptionProblem(description) === null}
      isBusy={create.isPending}
      failure={create.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput label="Name" dir="auto" required value={name} description={nameHint(name)} error={nameProblem(name)} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <Select
        label="Type"
        description={`Of the points of one interval, it ${aggregationTypes[dataType]}.`}
        data={Object.keys(aggregationTypes)}
        value={dataType}
        allowDeselect={false}
        onChange={(value) => setDataType(value as AggregationType)}
      />
      <Select label="Interval" data={intervals} value={interval} allowDeselect={false} onChange={(value) => chooseInterval(value as Interval)} />
      <Checkbox label="Keyed: each point names what it is about, such as a country or a server" checked={keyedValues} onChange={(event) => setKeyedValues(event.currentTarget.checked)} />
      <Textarea label="Description" dir="auto" autosize minRows={2} maxRows={8} value={description} error={descriptionProblem(description)} onChange={(event) => setDescription(event.currentTarget.value)} />
    </FormModal>
  );
}

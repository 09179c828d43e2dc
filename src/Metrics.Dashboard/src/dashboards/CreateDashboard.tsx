import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useCreateDashboard } from "../api/dashboards";
import { FormModal } from "../app/FormModal";
import { go, href } from "../app/location";
import { isTitle, usualRefresh } from "./limits";

export function CreateDashboard({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const create = useCreateDashboard();
  const submit = () =>
    create.mutate(
      { name, refreshSeconds: usualRefresh, cards: [] },
      {
        onSuccess: (saved) => {
          onClose();
          go(href(["dashboard", saved.id]));
        },
      },
    );
  return (
    <FormModal title="New dashboard" submit="Create" canSubmit={isTitle(name)} isBusy={create.isPending} failure={create.error} onSubmit={submit} onClose={onClose}>
      <TextInput label="Name" dir="auto" required value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
    </FormModal>
  );
}

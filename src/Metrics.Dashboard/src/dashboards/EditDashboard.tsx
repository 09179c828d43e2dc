import { Select, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Dashboard } from "../api/dashboards";
import { FormModal } from "../app/FormModal";
import { isTitle } from "./limits";

const refreshes = [
  { value: "5", label: "Every 5 seconds" },
  { value: "10", label: "Every 10 seconds" },
  { value: "30", label: "Every 30 seconds" },
  { value: "60", label: "Every minute" },
  { value: "300", label: "Every 5 minutes" },
  { value: "900", label: "Every 15 minutes" },
  { value: "3600", label: "Every hour" },
  { value: "0", label: "Never" },
];

type Names = Pick<Dashboard, "name" | "refreshSeconds">;

/** Changes what one has changed: what others change meanwhile stays. */
export function EditDashboard({ dashboard, onChange, onClose }: { dashboard: Dashboard; onChange: (names: Partial<Names>) => void; onClose: () => void }) {
  const [before] = useState(dashboard);
  const [name, setName] = useState(dashboard.name);
  const [refresh, setRefresh] = useState(String(dashboard.refreshSeconds));
  const submit = () => {
    const refreshSeconds = Number(refresh);
    onChange({ ...(name === before.name ? {} : { name }), ...(refreshSeconds === before.refreshSeconds ? {} : { refreshSeconds }) });
    onClose();
  };
  return (
    <FormModal title="Name and refresh" submit="Save" canSubmit={isTitle(name)} isBusy={false} failure={null} onSubmit={submit} onClose={onClose}>
      <TextInput label="Name" dir="auto" required value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <Select
        label="Ask for new values"
        data={refreshes.some(({ value }) => value === refresh) ? refreshes : [{ value: refresh, label: `Every ${refresh} seconds` }, ...refreshes]}
        value={refresh}
        allowDeselect={false}
        onChange={(value) => setRefresh(value ?? refresh)}
      />
    </FormModal>
  );
}

import { Text } from "@mantine/core";
import { type DashboardSummary, useDeleteDashboard } from "../api/dashboards";
import { FormModal } from "../app/FormModal";
import { UserText } from "../app/UserText";

export function DeleteDashboard({ dashboard, onClose, onDeleted }: { dashboard: Pick<DashboardSummary, "id" | "name">; onClose: () => void; onDeleted?: () => void }) {
  const remove = useDeleteDashboard();
  const onSuccess = () => {
    onClose();
    onDeleted?.();
  };
  return (
    <FormModal title="Delete dashboard" submit="Delete" color="red" canSubmit isBusy={remove.isPending} failure={remove.error} onSubmit={() => remove.mutate(dashboard.id, { onSuccess })} onClose={onClose}>
      <Text component="div">
        This deletes{" "}
        <Text span fw={600} inherit>
          <UserText>{dashboard.name}</UserText>
        </Text>{" "}
        for everybody in the organization. Its metrics and all values stay.
      </Text>
    </FormModal>
  );
}

import { Text } from "@mantine/core";
import type { Card } from "../api/dashboards";
import { FormModal } from "../app/FormModal";
import { UserText } from "../app/UserText";

export function DeleteCard({ card, onDelete, onClose }: { card: Card; onDelete: () => void; onClose: () => void }) {
  const submit = () => {
    onDelete();
    onClose();
  };
  return (
    <FormModal title="Delete card" submit="Delete" color="red" canSubmit isBusy={false} failure={null} onSubmit={submit} onClose={onClose}>
      <Text component="div">
        This takes{" "}
        <Text span fw={600} inherit>
          <UserText>{card.title}</UserText>
        </Text>{" "}
        off the dashboard. Its metric and all values stay.
      </Text>
    </FormModal>
  );
}

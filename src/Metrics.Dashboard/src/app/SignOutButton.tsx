import { ActionIcon, Text, Tooltip } from "@mantine/core";
import { useState } from "react";
import { useIsSaving } from "../api/dashboards";
import { signOut } from "../api/session";
import { FormModal } from "./FormModal";
import { Icon } from "./Icon";

/** Signs out. While changes are on their way it asks first: what waits behind another change is not sent any more. */
export function SignOutButton() {
  const isSaving = useIsSaving();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Tooltip label="Sign out">
        <ActionIcon variant="default" size="lg" aria-label="Sign out" onClick={() => (isSaving ? setIsAsking(true) : signOut())}>
          <Icon name="logout" />
        </ActionIcon>
      </Tooltip>
      {isAsking && (
        <FormModal title="Sign out" submit="Sign out" canSubmit isBusy={false} failure={null} onSubmit={() => signOut()} onClose={() => setIsAsking(false)}>
          <Text>{isSaving ? "The last changes of the dashboard are still being saved. If you sign out now, they may be lost." : "No change is on its way any more."}</Text>
        </FormModal>
      )}
    </>
  );
}

import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useIsSaving } from "../api/dashboards";

/** How long changes may be on their way before that is said, in milliseconds. */
const pause = 1_000;

/** Says that changes of a dashboard, which the page shows already, are still on their way. */
export function Saving({ id }: { id: string }) {
  const isSaving = useIsSaving(id);
  const [hasBeen] = useDebouncedValue(isSaving, pause);
  return isSaving && hasBeen ? (
    <Text role="status" size="sm" c="dimmed">
      Saving…
    </Text>
  ) : null;
}

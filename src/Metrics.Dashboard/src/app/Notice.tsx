import { Text, Tooltip } from "@mantine/core";

/** Some words about values, beside them, and in full for those who ask. */
export function Notice({ label, children }: { label: string; children: string }) {
  return (
    <Tooltip label={label} multiline w={240}>
      <Text span size="xs" className="notice" tabIndex={0} role="note" aria-label={label}>
        {children}
      </Text>
    </Tooltip>
  );
}

import { ActionIcon, Code, CopyButton, Group, Switch, Tooltip } from "@mantine/core";
import { useState } from "react";
import { useToken } from "../api/session";
import { Icon } from "../app/Icon";

const mask = "••••••••";

/** A command to run in a shell. The token in it is hidden until one asks to see it; the copy has it. */
export function CommandBox({ command, label }: { command: (token: string) => string; label: string }) {
  const token = useToken() ?? "";
  const [shown, setShown] = useState(false);
  return (
    <div>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <Code block flex={1} miw={0} tabIndex={0} aria-label={label} role="region">
          {command(shown ? token : mask)}
        </Code>
        <CopyButton value={command(token)}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? "Copied" : "Copy"}>
              <ActionIcon variant="default" size="lg" onClick={copy} aria-label={`Copy: ${label}`}>
                <Icon name={copied ? "check" : "copy"} />
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </Group>
      <Switch mt="xs" size="xs" label="Show the token" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
    </div>
  );
}

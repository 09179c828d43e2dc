import { ActionIcon, Code, Group, Switch, Tooltip } from "@mantine/core";
import { useEffect, useState } from "react";
import { useToken } from "../api/session";
import { copy } from "../app/copy";
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
        <CopyButton text={command(token)} label={label} />
      </Group>
      <Switch mt="xs" size="xs" label="Show the token" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
    </div>
  );
}

const words = { copied: "Copied", failed: "The browser does not let it be copied" } as const;

/** How long it is said what came of copying, in milliseconds. */
const pause = 2_000;

function CopyButton({ text, label }: { text: string; label: string }) {
  const [result, setResult] = useState<keyof typeof words | null>(null);
  useEffect(() => {
    if (result === null) return;
    const over = setTimeout(() => setResult(null), pause);
    return () => clearTimeout(over);
  }, [result]);
  return (
    <Tooltip label={result === null ? "Copy" : words[result]}>
      <ActionIcon variant="default" size="lg" onClick={() => void copy(text).then((isCopied) => setResult(isCopied ? "copied" : "failed"))} aria-label={`Copy: ${label}`}>
        <Icon name={result === "copied" ? "check" : "copy"} />
      </ActionIcon>
    </Tooltip>
  );
}

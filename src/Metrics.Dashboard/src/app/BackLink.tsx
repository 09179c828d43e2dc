import { Anchor, Group } from "@mantine/core";
import { Icon } from "./Icon";
import { href, type Query } from "./location";

/** The way to the page above. */
export function BackLink({ path, query, children }: { path: readonly string[]; query?: Query; children: string }) {
  return (
    <Anchor href={href(path, query)} size="sm" w="fit-content">
      <Group gap={6} component="span">
        <Icon name="back" size={16} />
        {children}
      </Group>
    </Anchor>
  );
}

import { Anchor, Group } from "@mantine/core";
import { Icon } from "./Icon";
import { href } from "./location";

/** The way to the page above. */
export function BackLink({ path, children }: { path: readonly string[]; children: string }) {
  return (
    <Anchor href={href(path)} size="sm" w="fit-content">
      <Group gap={6} component="span">
        <Icon name="back" size={16} />
        {children}
      </Group>
    </Anchor>
  );
}

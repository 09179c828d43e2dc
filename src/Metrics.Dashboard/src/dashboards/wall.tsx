import { ActionIcon, Tooltip } from "@mantine/core";
import { useEffect } from "react";
import { Icon } from "../app/Icon";
import { changeQuery, usePlace } from "../app/location";

/** Whether the page is shown on a wall: cards alone, on the whole screen. It stands in the address, so a link can say it. */
export function useWall(): boolean {
  const isWall = usePlace().query.get("wall") === "true";

  // Escape leaves the whole screen; then the frame of the page comes back too.
  useEffect(() => {
    if (!isWall) return;
    const onChange = () => document.fullscreenElement === null && changeQuery({ wall: undefined });
    document.addEventListener("fullscreenchange", onChange);
    return () => document.removeEventListener("fullscreenchange", onChange);
  }, [isWall]);

  return isWall;
}

/** Shows the dashboard on the whole screen. Where the browser does not allow that, it fills the window. */
export function enterWall(): void {
  changeQuery({ wall: "true", arrange: undefined });
  document.documentElement.requestFullscreen?.().catch(() => {});
}

/** Leaves the wall. */
export function WallButton() {
  const leave = () => {
    changeQuery({ wall: undefined });
    if (document.fullscreenElement !== null) void document.exitFullscreen();
  };
  return (
    <Tooltip label="Leave full screen">
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Leave full screen" onClick={leave}>
        <Icon name="close" />
      </ActionIcon>
    </Tooltip>
  );
}

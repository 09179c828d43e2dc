import { useMediaQuery } from "@mantine/hooks";

/** Whether the window is as narrow as that of a phone. The style sheets ask for the same width. */
export function useIsNarrow(): boolean {
  return useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
}

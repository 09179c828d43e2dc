import { createTheme } from "@mantine/core";

export const theme = createTheme({
  primaryColor: "indigo",
  // White letters on it can be read, in light and in dark.
  primaryShade: 7,
  defaultRadius: "md",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  cursorType: "pointer",
  respectReducedMotion: true,
});

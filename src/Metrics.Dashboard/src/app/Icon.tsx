/** The strokes of each icon, in a square of 24. */
const strokes = {
  logo: "M3 17l5-7 4 4 8-10",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5",
  moon: "M20 14.5A8.5 8.5 0 019.5 4a8.5 8.5 0 1010.5 10.5z",
  logout: "M14 4H6a1 1 0 00-1 1v14a1 1 0 001 1h8M10 12h11M17 8l4 4-4 4",
  plus: "M12 5v14M5 12h14",
  search: "M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L20 20",
  pencil: "M4 20l1-4L16 5l3 3L8 19z",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  check: "M5 12.5l4.5 4.5L19 7",
  back: "M19 12H5M11 6l-6 6 6 6",
  chart: "M4 4v16h16M8 15l3-4 3 2 5-6",
  table: "M4 5h16v14H4zM4 10h16M10 10v9",
  dots: "M12 5h.01M12 12h.01M12 19h.01",
  close: "M6 6l12 12M18 6L6 18",
  refresh: "M20 11a8 8 0 10-2 6M20 5v6h-6",
  expand: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  download: "M12 4v11M7 11l5 5 5-5M4 20h16",
  upload: "M12 16V5M7 9l5-5 5 5M4 20h16",
  key: "M8 11a4 4 0 100 8 4 4 0 000-8zM11 12l8-8M16 7l3 3",
  move: "M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01",
} as const;

export type IconName = keyof typeof strokes;

/** A drawing beside or in place of a label; whoever uses it alone names it with `aria-label`. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={2} strokeLinecap="round" strokeLinejoin="round" style={{ flex: "none" }} aria-hidden="true" focusable="false">
      <path d={strokes[name]} />
    </svg>
  );
}

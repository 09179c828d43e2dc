import { Radio, SimpleGrid, Text } from "@mantine/core";
import type { CardChart } from "../api/dashboards";

/** The ways to draw a card, each with its small picture: strokes, and areas, in a box of 36 by 22. */
export const charts: readonly { value: CardChart; label: string; strokes: string; areas?: string }[] = [
  { value: "Line", label: "Line", strokes: "M2 17L11 10L20 13L34 3" },
  { value: "Area", label: "Area", strokes: "M2 17L11 10L20 13L34 3", areas: "M2 17L11 10L20 13L34 3V21H2z" },
  { value: "StackedArea", label: "Stacked", strokes: "M2 17L12 14L22 15L34 10M2 11L12 6L22 8L34 2", areas: "M2 17L12 14L22 15L34 10V21H2z" },
  { value: "NormalizedArea", label: "Normalized", strokes: "M2 2H34M2 13L12 8L22 11L34 7", areas: "M2 13L12 8L22 11L34 7V21H2z" },
  { value: "Bar", label: "Bar", strokes: "M7 21V12M15 21V6M23 21V9M31 21V3" },
  { value: "Number", label: "Number", strokes: "M9 6L12 4V18M18 6Q24 1 25 7Q25 11 18 18H26" },
  { value: "Sparklines", label: "Sparklines", strokes: "M2 6L8 3L14 6L20 3M26 5H34M2 13L8 11L14 13L20 9M26 12H34M2 20L8 19L14 16L20 18M26 18H34" },
  { value: "Table", label: "Table", strokes: "M2 2H34V20H2zM2 8H34M2 14H34M14 2V20" },
];

/** Chooses how a card is drawn. */
export function ChartPicker({ value, onChange }: { value: CardChart; onChange: (chart: CardChart) => void }) {
  return (
    <Radio.Group label="Chart" value={value} onChange={(chosen) => onChange(chosen as CardChart)}>
      <SimpleGrid cols={4} spacing={8} mt={4}>
        {charts.map((chart) => (
          <Radio.Card key={chart.value} value={chart.value} className="chart-choice">
            <svg viewBox="0 0 36 22" width={36} height={22} aria-hidden="true" focusable="false">
              {chart.areas !== undefined && <path d={chart.areas} fill="currentColor" opacity={0.25} />}
              <path d={chart.strokes} fill="none" stroke="currentColor" strokeWidth={1.75} strokeLinecap="round" strokeLinejoin="round" />
            </svg>
            <Text size="xs">{chart.label}</Text>
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}

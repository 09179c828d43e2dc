import { BarChart, LineChart } from "echarts/charts";
import { DataZoomInsideComponent, GridComponent, LegendScrollComponent, TooltipComponent } from "echarts/components";
import { format, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

// Only what the charts here use; the rest of ECharts stays out of the page.
use([BarChart, LineChart, GridComponent, TooltipComponent, LegendScrollComponent, DataZoomInsideComponent, CanvasRenderer]);

export { format, init };
export type { ECharts, EChartsCoreOption } from "echarts/core";

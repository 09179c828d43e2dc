import { UserText } from "../app/UserText";
import { Sparkline } from "../charts/Sparkline";
import type { Series, SeriesSet } from "../charts/series";
import { formatExact, formatShort } from "../format/number";
import { newestOf } from "./drawing";

/** The series under each other, each with a small line and its newest value. */
export function SparklineList({ set, newestFirst }: { set: SeriesSet; newestFirst: boolean }) {
  return (
    <div className="sparklines" role="list" tabIndex={0} aria-label="Series">
      {set.series.map((series) => (
        <div key={series.name} className="sparklines-row" role="listitem">
          <span className="sparklines-name">
            <UserText oneLine>{series.name}</UserText>
          </span>
          <span className="sparklines-line">
            <Sparkline values={series.values} width={160} height={28} label={`Values of ${series.name}`} />
          </span>
          <Newest series={series} newestFirst={newestFirst} />
        </div>
      ))}
    </div>
  );
}

function Newest({ series, newestFirst }: { series: Series; newestFirst: boolean }) {
  const value = newestOf(series.values, newestFirst);
  return (
    <span className="sparklines-value figures" title={value === null ? undefined : formatExact(value)}>
      {value === null ? "–" : formatShort(value)}
    </span>
  );
}

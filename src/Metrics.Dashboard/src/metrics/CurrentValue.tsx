import { Text } from "@mantine/core";
import type { Metric } from "../api/metrics";
import { FailureMark } from "../app/Failure";
import { useDates } from "../app/useDates";
import { UserText } from "../app/UserText";
import { formatExact, formatShort } from "../format/number";
import type { Current } from "./current";
import { currentBucket } from "./words";

/** The latest value of a metric and what it is about. Rounded where it is long; its title has every digit. `failure` is why it was not read, or not again. */
export function CurrentValue({ metric, current, failure, large = false }: { metric: Metric; current: Current | undefined; failure: unknown; large?: boolean }) {
  const dates = useDates();
  if (current === undefined) {
    return (
      <Text c="dimmed" component="div">
        … <FailureMark of={failure}>Not read</FailureMark>
      </Text>
    );
  }

  return (
    <>
      <Text className="figures value" fw={600} fz={large ? 32 : "lg"} lh={1.25} title={current.value === null ? undefined : formatExact(current.value)}>
        {current.value === null ? "–" : formatShort(current.value)}
      </Text>
      <Text size="xs" c="dimmed" component="div">
        {current.key !== null && <UserText oneLine>{current.key}</UserText>}
        {current.date !== null ? dates.bucket(current.date, metric.interval) : current.value !== null ? currentBucket[metric.interval] : "no data yet"} <FailureMark of={failure} />
      </Text>
    </>
  );
}

import type { AggregationType, Interval, Metric } from "../api/metrics";

/** What each aggregation type makes of the points of a time bucket. */
export const aggregationTypes: Record<AggregationType, string> = {
  Sum: "adds up the values",
  Count: "counts the points",
  Min: "keeps the smallest value",
  Max: "keeps the largest value",
  First: "keeps the value that came first",
  Last: "keeps the value that came last",
  Average: "averages the values, by weight",
};

export const intervals: Interval[] = ["Hourly", "Daily", "Weekly", "Monthly", "Yearly"];

/** The current time bucket, in words. */
export const currentBucket: Record<Interval, string> = {
  Hourly: "this hour",
  Daily: "today",
  Weekly: "this week",
  Monthly: "this month",
  Yearly: "this year",
};

/** How many days a sparkline looks back. */
export const recentDays: Record<Interval, number> = {
  Hourly: 1,
  Daily: 30,
  Weekly: 182,
  Monthly: 730,
  Yearly: 7_300,
};

/** Whether the values of keys may be added up to one that means something. */
export function isAdditive(metric: Metric): boolean {
  return metric.dataType === "Sum" || metric.dataType === "Count";
}

/** Whether it is at least their sum that one number for several keys, or for the others, can be. What the smallest or largest values, or averages, add up to is none of them. */
export function isAddedUp(metric: Metric): boolean {
  return isAdditive(metric) || metric.dataType === "First" || metric.dataType === "Last";
}

/** Routes of the contract that the document does not describe yet; each goes once it does. */
export interface PendingPaths {
  "/v2/me": { get: Get<never, { organization: string; role: "Reader" | "StandardUser" | "Administrator"; timeZone: string; firstDayOfWeek: string }> };
  "/v2/customMetrics/{metric}/data": {
    get: Get<DataQuery, { resultCount?: number; customMetricData: { date: string; name?: string; value?: number; count: number }[] }>;
  };
  "/v2/customMetrics/{metric}/keys": {
    get: Get<KeysQuery, { resultCount?: number; customMetricKey: { name: string; value: number; date: string }[] }>;
  };
}

interface DataQuery {
  startDate?: string;
  endDate?: string;
  name?: string[];
  order?: string;
  sumKeys?: boolean;
  topKeys?: number;
  fill?: boolean;
  resultStart?: number;
  resultLimit?: number;
}

interface KeysQuery {
  search?: string;
  order?: string;
  resultStart?: number;
  resultLimit?: number;
}

interface Get<Query, Data> {
  parameters: { query?: Query; header?: never; path: { metric: string }; cookie?: never };
  requestBody?: never;
  responses: { 200: { headers: Record<string, unknown>; content: { "application/json": { status: string; data?: Data } } } };
}

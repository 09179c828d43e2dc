import { useQuery } from "@tanstack/react-query";
import { useAnswer } from "./answer";
import { api, dataOf } from "./client";
import { useToken } from "./session";

/** How long to wait before it is asked again, where that failed, in milliseconds. */
const pause = 5_000;

/** Who is signed in, and how the organization counts its days. */
export function useMe() {
  const token = useToken();
  const queryKey = ["me", token];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => dataOf(api.GET("/v2/me", { signal })),
    enabled: token !== null,
    staleTime: Infinity,
    refetchInterval: (query) => query.state.data === undefined && query.state.error !== null && pause,
  });
  return useAnswer(query, queryKey);
}

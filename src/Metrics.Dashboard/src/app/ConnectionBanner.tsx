import { Alert } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { checkReadiness, useAwaySince } from "../api/connection";
import { formatTime } from "../format/date";

/** How long to wait between two looks whether the server is back, in milliseconds. */
const probeInterval = 3_000;

/** Says that the server is away and since when, looks whether it is back, and then has everything read again. */
export function ConnectionBanner() {
  const since = useAwaySince();
  const client = useQueryClient();
  const wasAway = useRef(false);

  useQuery({
    queryKey: ["probe"],
    queryFn: checkReadiness,
    enabled: since !== null,
    refetchInterval: probeInterval,
    gcTime: 0,
  });

  useEffect(() => {
    if (wasAway.current && since === null) void client.invalidateQueries({}, { cancelRefetch: false });
    wasAway.current = since !== null;
  }, [since, client]);

  return since === null ? null : (
    <Alert color="orange" mb="md" role="status" title="The server does not answer">
      What you see is as it was on {formatTime(since)}. It will go on by itself as soon as the server is back.
    </Alert>
  );
}

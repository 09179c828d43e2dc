import { Alert } from "@mantine/core";
import { isAway, useAwaySince } from "../api/connection";
import { inWords, ServerAwayError } from "../api/failures";

/** Why something is not shown. That the server is away the banner says for the whole page. */
export function Failure({ of }: { of: unknown }) {
  useAwaySince();
  if (of === null || of === undefined || of instanceof ServerAwayError || isAway()) return null;
  return (
    <Alert color="red" role="alert">
      {inWords(of)}
    </Alert>
  );
}

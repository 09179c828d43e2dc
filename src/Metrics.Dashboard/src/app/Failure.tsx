import { Alert } from "@mantine/core";
import { isAway, useAwaySince } from "../api/connection";
import { inWords, isUnknown, ServerAwayError } from "../api/failures";

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

/** Why what one has done is not saved. That is said also while the server is away: the page shows it no longer. */
export function NotSaved({ of }: { of: unknown }) {
  if (of === null || of === undefined) return null;
  return (
    <Alert color="red" role="alert" title={isUnknown(of) ? "This may not have been saved" : "This was not saved"}>
      {inWords(of)}
    </Alert>
  );
}

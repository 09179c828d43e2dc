import { Alert, VisuallyHidden } from "@mantine/core";
import { useAwaySince } from "../api/connection";
import { inWords, isUnknown, ServerAwayError } from "../api/failures";
import { Notice } from "./Notice";

/** Why something is not shown. That the server is away the banner says for the whole page. Without `isAlert` one finds it, and is not told. */
export function Failure({ of, isAlert = true }: { of: unknown; isAlert?: boolean }) {
  if (!useIsToTell(of)) return null;
  return (
    <Alert color="red" role={isAlert ? "alert" : "note"}>
      {inWords(of)}
    </Alert>
  );
}

/** Tells those who do not see the page that something on it is not shown: once, however many cards say why. */
export function FailureOfCards({ of }: { of: unknown }) {
  return useIsToTell(of) ? <VisuallyHidden role="alert">Not all cards are shown. {inWords(of)}</VisuallyHidden> : null;
}

/** The same in few words, beside what was read before and could not be read again. */
export function FailureMark({ of, children = "Not refreshed" }: { of: unknown; children?: string }) {
  return useIsToTell(of) ? <Notice label={inWords(of)}>{children}</Notice> : null;
}

function useIsToTell(failure: unknown): boolean {
  const isAway = useAwaySince() !== null;
  return failure !== null && failure !== undefined && !(failure instanceof ServerAwayError) && !isAway;
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

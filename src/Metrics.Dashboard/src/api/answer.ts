import { hashKey, type QueryKey, type UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { ServerAwayError } from "./failures";

/** What has come of a question to the server. */
export interface Answer<Data> {
  /** Undefined until it is read. */
  readonly data: Data | undefined;
  /** Why it was not read, or not again. */
  readonly failure: Error | null;
}

/** The answer of a query, whose failure stays until there is something to show, or until another question is asked. */
export function useAnswer<Data>({ data, error }: UseQueryResult<Data>, key: QueryKey): Answer<Data> {
  return { data, failure: useKept(error, hashKey(key), data === undefined) };
}

/**
 * A failure that stays while it is true that it `lasts`: a query of which nothing was read yet forgets its own each time it is tried again. That
 * the server is away the banner says for as long as it is so, and nothing else does.
 */
export function useKept(failure: Error | null, of: string, lasts: boolean): Error | null {
  const [kept, keep] = useState({ failure, of });
  const isOver = !lasts || kept.of !== of || kept.failure instanceof ServerAwayError;
  const now = failure ?? (isOver ? null : kept.failure);
  if (now !== kept.failure || of !== kept.of) keep({ failure: now, of });
  return now;
}

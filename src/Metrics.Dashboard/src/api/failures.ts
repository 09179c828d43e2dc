/** An answer of the server that is not a success. `status` is the HTTP status, `message` what the server says, `pause` how long it asks to be left alone, in milliseconds. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly pause = 0,
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** Whether the same request may succeed later: too many requests, or a server that is not ready. */
  get isTransient(): boolean {
    return this.status === 429 || this.status >= 502;
  }
}

/** No answer came: the server is away, or the network is. */
export class ServerAwayError extends Error {
  constructor() {
    super("The server does not answer.");
    this.name = "ServerAwayError";
  }
}

/** Whether what was asked for may have been done all the same: no answer says that it was not. */
export function isUnknown(failure: unknown): boolean {
  return failure instanceof ServerAwayError || (failure instanceof ApiError && failure.status >= 500);
}

/** What to tell the user about a failure. */
export function inWords(failure: unknown): string {
  if (failure instanceof ApiError && failure.status === 403) {
    return `Your role does not allow this. ${failure.message}.`;
  }

  return failure instanceof Error ? failure.message : String(failure);
}

/** Every bound of this lib, in one place. */
export const ENDPOINT_LIMITS = {
  /** The stored state: a settings file and what is pinned of it, as JSON. */
  stateBytes: 1024 * 1024,
  /** An answer of the service; 1,000 results with long names are well below. */
  answerBytes: 16 * 1024 * 1024,
  /** A page of changes as one event. */
  eventBytes: 8 * 1024 * 1024,
  /** Connections to one address that are open at once, beside the stream of changes. */
  sockets: 8,
  /** Single asks that wait; more get ENDPOINT_BUSY. */
  waitingObjects: 20_000,
  /** Bulk requests of one client under way at once. */
  bulksAtOnce: 4,
  /** The body of one bulk request: below the service's own limit. */
  bulkBodyBytes: 3_500_000,
  /** An answer larger than this is not kept. */
  keptAnswerBytes: 64 * 1024,
  /** Answers that wait to be kept; others are given and not kept. */
  unwrittenAnswers: 8_000,
  /** The longest pause that a Retry-After is believed. */
  retryAfterSeconds: 3_600,
} as const;

/** Every bound of the proxy, in one place. */
export const PROXY_LIMITS = {
  /** Bodies of requests that are under way at one time, in all. */
  bodyBytes: 64 * 1024 * 1024,
  /** Of one request, where the contract says nothing smaller. */
  requestBytes: 4 * 1024 * 1024,
  /** An answer of the service, and a page of changes as one event. */
  answerBytes: 16 * 1024 * 1024,
  headerBytes: 16 * 1024,
  /** Connections to the service at once, beside the streams of changes. */
  sockets: 32,
  /** Files that are handed on to the service at once. */
  uploads: 16,
  /** Requests that wait for an answer: of one connection, and in all. */
  requestsOfOne: 64,
  requestsAtOnce: 30_000,
  /** Objects that wait for an answer. */
  waitingObjects: 50_000,
  bulksAtOnce: 4,
  bulkBodyBytes: 3_500_000,
  /** Single asks within so long go together, in milliseconds. */
  windowMs: 2,
  /** Keys whose judgement is held in memory; the least used go first. */
  keys: 100_000,
  /** Refusals that are remembered at one time. */
  refusals: 5_000,
  /** Endpoints that are told to the service in a day, of all keys. */
  seats: 50_000,
  /** For so long a judgement holds, and a refusal, in milliseconds. */
  judgementMs: 60_000,
  refusalMs: 250,
  /** A time on disk that is further ahead than this says that the clock was set back, in milliseconds. */
  clockSlackMs: 300_000,
  /** A view that nobody asked for so long is not followed any more. */
  idleViewMs: 900_000,
  /** An answer larger than this is not kept. */
  keptBytes: 256 * 1024,
  /** Pages of changes that are held for those who come back. */
  logPages: 512,
  logBytes: 8 * 1024 * 1024,
  /** Bytes that one reader of a stream may have before him. */
  unreadBytes: 4 * 1024 * 1024,
  streams: 10_000,
  /** What the queue leaves free of its disk: without any, LevelDB could not even take out what is delivered. */
  queueReserveBytes: 8 * 1024 * 1024,
  /** Files that are taken into the queue at once, and of one customer. */
  queuedUploads: 4,
  queuedUploadsOfOne: 2,
  /** The largest file, or part of one, that the queue takes: as much as the service does unless it is set otherwise. */
  queuedFileBytes: 64 * 1024 * 1024,
  /** An upload from which nothing comes for so long is given up; so long may any take, and a second more for each 128 KiB. */
  uploadSilenceMs: 15_000,
  uploadMs: 60_000,
} as const;

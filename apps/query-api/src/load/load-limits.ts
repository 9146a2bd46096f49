/** What one query process takes on before it refuses; docs/operations.md, "Overload", says the same. */
export const LOAD_LIMITS = {
  /** The event loop's delay is measured so often. */
  probeEveryMs: 50,
  /** A delay counts when none of so many measurements in a row was shorter: a standing queue, and no burst. */
  standingProbes: 4,
  /** Calm is a delay of less than this share of the one from which bulks are refused. */
  calmShare: 0.5,
  /** After so much calm, one kind of request more is taken on again. */
  calmMs: 1_000,
  /** So long after the last refusal the service says that it is restricted. */
  restrictedMs: 5_000,
  /** Bodies of requests under way, of all and of one license, in bytes as declared. */
  bodyBytes: 32 * 1024 * 1024,
  bodyBytesOfOne: 16 * 1024 * 1024,
  /** What a body counts at the least, and what one counts that does not declare its length. */
  leastBodyBytes: 4_096,
  undeclaredBodyBytes: 1024 * 1024,
  /** From the head of a request to the last byte of its body. */
  bodyTimeMs: 30_000,
  /** Refused requests are asked to come again within so many seconds, at random: not all at once. */
  retryBulkWithinSeconds: 10,
  retryAllWithinSeconds: 30,
  /** TLS handshakes that are begun in one turn of the event loop; each costs as much as some 25 lookups. */
  handshakesPerTurn: 16,
} as const;

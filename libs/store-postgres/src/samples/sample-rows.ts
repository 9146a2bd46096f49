/** New: nobody looked at it. Claimed: an analyst does, for a time. Decided: there is a verdict. */
export type SampleState = 'new' | 'claimed' | 'decided';

/** What was sent of a file, whole or a part, and whether it is still there. */
export interface StoredContent {
  readonly id: string;
  readonly firstByte: number;
  readonly sizeBytes: number;
  /** Of the whole file, as the sender says. */
  readonly totalBytes: number;
  /** Of these bytes, hexadecimal. */
  readonly sha256: string;
  readonly receivedAt: string;
  readonly erasedAt: string | null;
  readonly erasedWhy: 'released' | 'expired' | null;
}

export interface StoredSample {
  readonly id: string;
  /** Of the whole file, hexadecimal, as are the others. */
  readonly sha256: string;
  /** Null, as `md5` and `sizeBytes`: only parts came. */
  readonly sha1: string | null;
  readonly md5: string | null;
  readonly sizeBytes: number | null;
  readonly state: SampleState;
  /** How often it was sent, and by how many endpoints. */
  readonly reports: number;
  readonly endpoints: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly claimedBy: string | null;
  readonly claimedUntil: Date | null;
  readonly verdict: Readonly<Record<string, unknown>> | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly releasedAt: Date | null;
  readonly contents: readonly StoredContent[];
}

export const IS_CLAIMED = 's.claimed_until > judged_now()';

/** There is something to look at. */
export const HAS_CONTENT = 'EXISTS (SELECT FROM sample_content c WHERE c.sample_id = s.id AND c.erased_at IS NULL)';

const STATE = `CASE WHEN ${IS_CLAIMED} THEN 'claimed' WHEN s.verdict IS NULL THEN 'new' ELSE 'decided' END`;

/** The whole first: what anybody sends as parts of the same file hides it from nobody. */
const CONTENT_ORDER = 'erased_at IS NOT NULL, size_bytes < total_bytes, first_byte, received_at';

/** Of `sample s`, in the shape of StoredSample. */
export const SAMPLE_COLUMNS = `s.id, encode(s.sha256, 'hex') AS sha256, encode(s.sha1, 'hex') AS sha1,
  encode(s.md5, 'hex') AS md5, s.size_bytes::float8 AS "sizeBytes", ${STATE} AS state, s.reports::float8 AS reports,
  s.endpoints::float8 AS endpoints, s.first_at AS "firstAt", s.last_at AS "lastAt",
  CASE WHEN ${IS_CLAIMED} THEN s.claimed_by END AS "claimedBy",
  CASE WHEN ${IS_CLAIMED} THEN s.claimed_until END AS "claimedUntil",
  s.verdict, s.decided_by AS "decidedBy", s.decided_at AS "decidedAt", s.released_at AS "releasedAt",
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', c.id, 'firstByte', c.first_byte, 'sizeBytes', c.size_bytes,
      'totalBytes', c.total_bytes, 'sha256', encode(c.sha256, 'hex'),
      'receivedAt', to_char(c.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'erasedAt', to_char(c.erased_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'erasedWhy', c.erased_why)
      ORDER BY ${CONTENT_ORDER})
    FROM (SELECT * FROM sample_content WHERE sample_id = s.id ORDER BY ${CONTENT_ORDER} LIMIT 200) c), '[]') AS contents`;

/** SQL that holds for `sample s` in each state. */
export const IN_STATE: Readonly<Record<SampleState, string>> = {
  new: `s.verdict IS NULL AND (s.claimed_until IS NULL OR s.claimed_until <= judged_now())`,
  claimed: IS_CLAIMED,
  decided: `s.verdict IS NOT NULL AND (s.claimed_until IS NULL OR s.claimed_until <= judged_now())`,
};

/** How one key of a license is used. Counts of endpoints are estimates, exact below 512. */
export interface KeyRollout {
  readonly fingerprint: string;
  readonly state: string;
  readonly endpoints: number;
  readonly endpointsToday: number;
  /** Endpoints that were seen with this key and not with the newest one. */
  readonly endpointsLeft: number;
  readonly requests: number;
  /** Of these, how many sent a `PKSN-Endpoint` that is no id, and are counted as no endpoint. */
  readonly malformedIds: number;
  readonly lastSeen: string | null;
  readonly overlapEndsAt: string | null;
}

export interface Rollout {
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: { readonly id: string; readonly name: string };
  readonly days: number;
  readonly overlapHours: number;
  /** What the license says; null: no number. Informational, never a refusal. */
  readonly seats: number | null;
  /** Distinct endpoints of all keys together. */
  readonly seatsSeen: number;
  /** False: estimated, with a standard error of 4.4 %. */
  readonly exact: boolean;
  /** The key to which the endpoints are to move. */
  readonly newestKey: string | null;
  /** The part (0..1) of the endpoints that was seen with it; null when no endpoint was seen. */
  readonly movedShare: number | null;
  readonly keys: readonly KeyRollout[];
  readonly advice: string | null;
}

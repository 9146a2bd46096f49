/** Every bound of this lib, in one place. */
export const ENDPOINT_LIMITS = {
  /** The stored state: a settings file and what is pinned of it, as JSON. */
  stateBytes: 1024 * 1024,
} as const;

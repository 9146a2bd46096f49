/** Every bound of this lib, in one place. Sizes are bytes of the decoded value unless the name says otherwise. */
export const SIGNING_LIMITS = {
  signatures: 16,
  payloadBytes: 16 * 1024 * 1024,
  payloadTypeCharacters: 128,
  signatureCharacters: 128,
  /** A trust root as text (the whole envelope in JSON). */
  trustRootTextCharacters: 256 * 1024,
  trustRootKeys: 64,
  /** Steps that one list of trust-root updates may hold. */
  trustRootUpdates: 64,
  trustRootValidityDays: 3_660,
} as const;

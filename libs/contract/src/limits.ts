/** Limits of the query listener; requests over them are refused before anything is looked up. */
export const QUERY_LIMITS = {
  bulkObjects: 1_000,
  /** A bulk of 1,000 URLs of the longest form does not fit on purpose: split it. */
  bulkBodyBytes: 4 * 1024 * 1024,
  licenseSubmissionBytes: 128 * 1024,
  urlBytes: 8_192,
  softwarePartChars: 256,
  headerBytes: 16 * 1024,
} as const;

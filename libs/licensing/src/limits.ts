/** Every bound of this lib, in one place. */
export const LICENSING_LIMITS = {
  /** A license file as text, and its payload. */
  fileBytes: 64 * 1024,
  /** A license key as somebody typed it, hyphens included. */
  keyCharacters: 128,
  idCharacters: 128,
  nameCharacters: 256,
  feeds: 64,
  supersedes: 64,
  graceDays: 366,
  seats: 100_000_000,
  requestsPerSecond: 1_000_000,
  /** Entries of one license status document, per list. */
  statusEntries: 100_000,
  reasonCharacters: 512,
  /** An announcement as text: base64 of what a package's block of 16 MiB can hold at most. */
  announcementBytes: 24 * 1024 * 1024,
} as const;

/** How long a replaced key goes on when nobody says otherwise. */
export const DEFAULT_OVERLAP_HOURS = 72;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Every bound of this lib, in one place. */
export const HISTORY_LIMITS = {
  /** A checkpoint as text: the whole envelope. */
  checkpointCharacters: 16 * 1024,
  /** A public key in PEM. */
  keyCharacters: 4 * 1024,
  actorCharacters: 512,
  reasonCharacters: 512,
  /** One entry of a chain as text, as an export has it. */
  entryCharacters: 8 * 1024 * 1024,
} as const;

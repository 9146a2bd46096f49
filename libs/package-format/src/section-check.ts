/** Checks the chunks of one section, one after the other. */
export interface SectionCheck {
  /** Checks one chunk of whole records and returns how many there are. */
  chunk(bytes: Buffer): number;
  /** After the section's last chunk: what can only be said of the whole. Throws PACKAGE_COUNTS. */
  finish(): void;
}

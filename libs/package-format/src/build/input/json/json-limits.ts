/** Every bound of the JSON reader. Lengths are in characters of the text. */
export const JSON_LIMITS = {
  /** Containers inside containers. STIX and MISP need ten at most. */
  depth: 200,
  /** The name of a member. */
  name: 1 << 16,
  /** A string inside a value that is taken; a longer one, such as an attached file, is read as null. */
  string: 1 << 20,
  /** A value that is taken. */
  value: 1 << 23,
  /** A number, or a word such as true. */
  literal: 1_000,
} as const;

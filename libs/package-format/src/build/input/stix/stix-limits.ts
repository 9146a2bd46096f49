/** Every bound of the STIX reader. */
export const STIX_LIMITS = {
  /** Characters of a pattern. */
  pattern: 1 << 18,
  /** Parentheses and brackets inside one another. */
  depth: 50,
  /** Ways in which one pattern may be met. */
  cases: 10_000,
  /** Comparisons in all cases of one pattern together. */
  comparisons: 100_000,
  /** Relationships `indicates` of one bundle, and objects that they may lead to, that are held to name threats. */
  links: 250_000,
  /** Characters of an id that is held: a type, `--` and a UUID (STIX 2.1, 2.9). A longer one is no id. */
  id: 200,
  names: 100_000,
} as const;

/** Every bound of this lib. Lengths are in bytes. */
export const WEB_LIMITS = {
  /** A URL as it was asked for, before canonicalization; escaping may make the canonical form longer. */
  urlBytes: 8_192,
  /** RFC 1035 2.3.4: a name in text, without its trailing dot, and a label. */
  domainBytes: 253,
  labelBytes: 63,
  /** "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255" */
  addressText: 45,
  /** Safe Browsing: 5 hosts by 6 paths. */
  hostSuffixLabels: 5,
  pathPrefixes: 4,
  expressions: 30,
} as const;

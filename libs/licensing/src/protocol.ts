/**
 * Protocols that an integration token may be for: `native` is our own /v1 routes (header `X-Api-Key`), the others are
 * those that third-party tools speak.
 */
export const PROTOCOLS = ['native', 'hashlookup', 'safe-browsing', 'virustotal', 'opentip', 'taxii', 'misp'] as const;

export type Protocol = (typeof PROTOCOLS)[number];

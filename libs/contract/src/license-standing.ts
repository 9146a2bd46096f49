/** `GET /v1/license`: what the key that asked may do, and what will become of it. Times are ISO 8601, UTC. */
export interface LicenseStanding {
  /** The first 8 hex digits of the key's SHA-256. */
  readonly fingerprint: string;
  readonly state: 'current' | 'overlap' | 'grace';
  readonly licenseId: string;
  readonly customer: { readonly id: string; readonly name: string };
  readonly product?: string;
  /** Live feeds that the license sees, by priority. */
  readonly feeds: readonly string[];
  readonly expiresAt: string;
  /** The instant from which whoever asked is refused by time alone, if nothing else happens before; null: never. */
  readonly validUntil: string | null;
  /** Licenses with the same one see the same data; 32 hexadecimal digits. */
  readonly scope: string;
  /** The database by whose registry this was judged, and the registry's revision. */
  readonly epoch: string;
  readonly revision: number;
  /** What will refuse the key unless somebody acts: a code, and a sentence. */
  readonly notices: readonly { readonly code: string; readonly detail: string }[];
}

const text = { type: 'string' } as const;
const time = { type: 'string', format: 'date-time' } as const;

export const LICENSE_STANDING_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: [
    'fingerprint',
    'state',
    'licenseId',
    'customer',
    'feeds',
    'expiresAt',
    'validUntil',
    'scope',
    'epoch',
    'revision',
    'notices',
  ],
  properties: {
    fingerprint: { ...text, pattern: '^[0-9a-f]{8}$' },
    state: { ...text, enum: ['current', 'overlap', 'grace'] },
    licenseId: text,
    customer: {
      type: 'object',
      additionalProperties: false,
      required: ['id', 'name'],
      properties: { id: text, name: text },
    },
    product: text,
    feeds: { type: 'array', items: text },
    expiresAt: time,
    validUntil: { type: ['string', 'null'], format: 'date-time' },
    scope: { ...text, pattern: '^[0-9a-f]{32}$' },
    epoch: text,
    revision: { type: 'integer', minimum: 0 },
    notices: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['code', 'detail'],
        properties: { code: text, detail: text },
      },
    },
  },
} as const;

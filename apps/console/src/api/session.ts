export const STAFF = ['viewer', 'operator', 'license-manager', 'administrator'] as const;
export const CUSTOMER = 'customer-administrator';
export const EVERYBODY = [...STAFF, CUSTOMER] as const;
export type Role = (typeof EVERYBODY)[number];

export interface Caller {
  readonly kind: 'person' | 'token';
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Of a customer's administrator: the one customer that it sees. */
  readonly customer: string | null;
}

/** GET /api/v1/session. */
export type Session =
  | { readonly state: 'first-run' | 'signed-out' }
  | {
      readonly state: 'signed-in';
      readonly caller: Caller;
      readonly csrf: string | null;
      /** ISO 8601. */
      readonly expiresAt: string | null;
      readonly language: 'en' | 'ru' | null;
      readonly secondFactor: boolean;
      readonly mustChangePassword: boolean;
    };

export type SignedIn = Extract<Session, { state: 'signed-in' }>;

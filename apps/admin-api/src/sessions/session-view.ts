import type { SessionFacts, TokenHolder } from '@pksn/store-postgres';

/** Who asks, as GET /api/v1/session tells it. */
export interface SignedIn {
  readonly state: 'signed-in';
  readonly caller: {
    readonly kind: 'person' | 'token';
    /** Of the person, or of the token. */
    readonly id: string;
    readonly name: string;
    readonly role: string;
    readonly customer: string | null;
  };
  /** For the header PKSN-CSRF of each change; null: a token needs none. */
  readonly csrf: string | null;
  readonly expiresAt: Date | null;
  readonly language: 'en' | 'ru' | null;
  readonly secondFactor: boolean;
  readonly mustChangePassword: boolean;
}

export type SessionView = SignedIn | { readonly state: 'first-run' | 'signed-out' };

export function personView(session: SessionFacts, csrf: string): SignedIn {
  const { personId: id, name, role, customerId: customer } = session;
  const { expiresAt, language, secondFactor, mustChangePassword } = session;
  const caller = { kind: 'person', id, name, role, customer } as const;
  return { state: 'signed-in', caller, csrf, expiresAt, language, secondFactor, mustChangePassword };
}

export function tokenCallerView({ id, label: name, role, customerId: customer }: TokenHolder): SignedIn {
  const caller = { kind: 'token', id, name, role, customer } as const;
  const ownAffairs = { csrf: null, expiresAt: null, language: null, secondFactor: false, mustChangePassword: false };
  return { state: 'signed-in', caller, ...ownAffairs };
}

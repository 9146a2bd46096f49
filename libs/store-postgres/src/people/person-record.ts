/** A person as its administrators see it: no password, code, or secret, nor what is kept of them. */
export interface PersonRecord {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly customerId: string | null;
  readonly language: 'en' | 'ru' | null;
  readonly disabled: boolean;
  readonly hasPassword: boolean;
  readonly mustChangePassword: boolean;
  /** Until when its one-time code is good; null: it has none. */
  readonly codeExpiresAt: Date | null;
  readonly secondFactor: boolean;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly signedInAt: Date | null;
  /** Sessions that are kept; some may have been idle for too long. */
  readonly sessions: number;
}

export const PERSON_COLUMNS = `p.id, p.name, p.role, p.customer_id AS "customerId", p.language, p.disabled,
  p.password_hash IS NOT NULL AS "hasPassword", p.must_change_password AS "mustChangePassword",
  CASE WHEN p.code_expires_at > judged_now() THEN p.code_expires_at END AS "codeExpiresAt",
  p.second_factor IS NOT NULL AS "secondFactor", p.created_at AS "createdAt", p.created_by AS "createdBy",
  p.signed_in_at AS "signedInAt",
  (SELECT count(*)::int FROM person_session s WHERE s.person_id = p.id AND s.ends_at > judged_now()) AS sessions`;

/** A name as it is compared: two that look alike to a person are one. */
export function signInName(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

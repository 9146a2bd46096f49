import type { Role } from '../../api/session';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly customer: string | null;
  readonly disabled: boolean;
  readonly hasPassword: boolean;
  readonly mustChangePassword: boolean;
  readonly codeExpiresAt: string | null;
  readonly secondFactor: boolean;
  readonly createdAt: string;
  readonly signedInAt: string | null;
  readonly sessions: number;
}

export interface PersonWithCode {
  readonly person: Person;
  readonly code: string;
}

export interface Token {
  readonly id: string;
  readonly role: string;
  readonly label: string;
  readonly customer: string | null;
  readonly scopes: readonly string[] | null;
  readonly principal: string;
  readonly certificate: string | null;
  readonly evaluation: boolean;
  readonly current: boolean;
  readonly createdAt: string;
  readonly createdBy: string | null;
  readonly expiresAt: string;
  readonly usedAt: string | null;
}

export const PEOPLE = '/api/v1/people';
export const TOKENS = '/api/v1/tokens';

/** By which scope, and which revision of the registry, an answer was made: `REVISION.SCOPE`. On bulks, packed bulks and prefixes. */
export const SCOPE_HEADER = 'pksn-scope';

export interface ScopeMark {
  readonly revision: number;
  /** 32 hexadecimal digits, as in the standing of the license. */
  readonly scope: string;
}

const FORM = /^(\d{1,15})\.([0-9a-f]{32})$/;

export function formatScopeMark({ revision, scope }: ScopeMark): string {
  return `${String(revision)}.${scope}`;
}

/** Null for what is not of this form. */
export function parseScopeMark(text: unknown): ScopeMark | null {
  const [, revision, scope] = FORM.exec(typeof text === 'string' ? text : '') ?? [];
  return revision === undefined || scope === undefined ? null : { revision: Number(revision), scope };
}

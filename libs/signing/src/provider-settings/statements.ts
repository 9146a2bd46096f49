import type { FieldReader } from '../field-reader';
import { SIGNING_LIMITS } from '../limits';

/** A statement by its id, and the SHA-256 (hex) of its text in each language (BCP 47). */
export interface StatementDigest {
  readonly id: string;
  readonly languages: readonly { readonly language: string; readonly sha256: string }[];
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const LANGUAGE = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;

/** Unknown fields of a statement are ignored: its text is what a person agrees to. */
export function parseStatements(read: FieldReader, value: unknown): readonly StatementDigest[] {
  const statements = read.list(value, 'statements', SIGNING_LIMITS.settingsStatements).map((one) => {
    const fields = read.object(one, 'statement');
    const id = read.text(fields['id'], 'statement.id', SIGNING_LIMITS.statementIdCharacters);
    if (!ID.test(id)) read.refuse('statement.id', 'letters, digits, dots, hyphens and underscores');
    return { id, languages: parseLanguages(read, fields['languages']) };
  });
  const distinct = new Set(statements.map((one) => one.id)).size === statements.length;
  return distinct ? statements : read.refuse('statements', 'of distinct ids');
}

function parseLanguages(read: FieldReader, value: unknown): StatementDigest['languages'] {
  const languages = read.list(value, 'statement.languages', SIGNING_LIMITS.statementLanguages).map((one) => {
    const fields = read.object(one, 'statement.languages');
    const language = read.text(fields['language'], 'language', SIGNING_LIMITS.languageCharacters);
    if (!LANGUAGE.test(language)) read.refuse('language', 'a language id such as en or pt-BR');
    return { language, sha256: read.sha256(fields['sha256'], 'sha256') };
  });
  const distinct = new Set(languages.map((one) => one.language.toLowerCase())).size === languages.length;
  return distinct && languages.length > 0 ? languages : read.refuse('statement.languages', 'one or more, and distinct');
}

import { LANGUAGE_TAG, isPlainLines } from '@pksn/contract';
import { FORMAT_BOUNDS } from './limits';
import type { Statement } from './manifest';
import type { ManifestReader } from './manifest-reader';

export function parseStatements(read: ManifestReader, value: unknown): Statement[] {
  const statements = read.list(value, 'statements', FORMAT_BOUNDS.statements).map((one, i): Statement => {
    const place = `statements[${i}]`;
    const fields = read.exact(one, place, ['id', 'language', 'text']);
    const language = read.text(fields['language'], `${place}.language`, 35);
    if (!LANGUAGE_TAG.test(language)) read.refuse(`${place}.language`, 'a language tag such as en or pt-BR');
    const id = read.integer(fields['id'], `${place}.id`, 1, FORMAT_BOUNDS.version);
    return { id, language, text: statementText(read, fields['text'], `${place}.text`) };
  });
  const distinct = new Set(statements.map((one) => `${one.id} ${one.language}`));
  return distinct.size === statements.length ? statements : read.refuse('statements', 'one of an id and language');
}

function statementText(read: ManifestReader, value: unknown, place: string): string {
  if (typeof value !== 'string' || value.length === 0) return read.refuse(place, 'text');
  if (Buffer.byteLength(value) > FORMAT_BOUNDS.statementTextBytes) return read.refuse(place, 'at most 64 KiB');
  return isPlainLines(value) ? value : read.refuse(place, 'text without control characters');
}

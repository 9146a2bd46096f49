import { LANGUAGE_TAG, isPlainLines } from '@pksn/contract';
import { OBJECT_TYPES } from '@pksn/domain';
import { FORMAT_BOUNDS } from './limits';
import type { RequestPolicy, Statement } from './manifest';
import type { ManifestReader } from './manifest-reader';

const MODES = ['disabled', 'sampled'] as const;

export function parsePolicies(read: ManifestReader, value: unknown): RequestPolicy[] {
  return read.list(value, 'policy', FORMAT_BOUNDS.policies).map((one, i) => parsePolicy(read, one, `policy[${i}]`));
}

function parsePolicy(read: ManifestReader, value: unknown, place: string): RequestPolicy {
  const fields = read.exact(value, place, ['objects', 'mode', 'sample', 'notBefore', 'until', 'reason']);
  const objects = read
    .list(fields['objects'], `${place}.objects`, OBJECT_TYPES.length)
    .map((one) => read.oneOf(one, `${place}.objects`, OBJECT_TYPES));
  if (objects.length === 0 || new Set(objects).size !== objects.length) {
    read.refuse(`${place}.objects`, 'one or more, each once');
  }
  const mode = read.oneOf(fields['mode'], `${place}.mode`, MODES);
  const notBefore = read.date(fields['notBefore'], `${place}.notBefore`);
  return {
    objects,
    mode,
    sample: parseSample(read, fields['sample'], `${place}.sample`, mode),
    notBefore,
    until: read.dateAfter(fields['until'], `${place}.until`, notBefore),
    reason: read.text(fields['reason'], `${place}.reason`, FORMAT_BOUNDS.policyReasonBytes),
  };
}

function parseSample(read: ManifestReader, value: unknown, place: string, mode: RequestPolicy['mode']): number | null {
  if (mode === 'sampled') return read.integer(value, place, 1, 99);
  return value === null ? null : read.refuse(place, 'null when requests are disabled');
}

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

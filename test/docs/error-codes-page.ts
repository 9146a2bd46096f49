import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_CATALOG, FAULT_KINDS } from '@pksn/domain';
import type { FaultEntry, FaultKind } from '@pksn/domain';

export const ERROR_CODES_PAGE = join('docs', 'error-codes.md');
const CATALOG = join('libs', 'domain', 'src', 'fault-catalog.ts');

const HEAD = `<!-- Generated from ${CATALOG.replaceAll('\\', '/')}; do not edit. To write it anew: node test/bin/run-built.cjs docs/error-codes -->
# Error codes

Every error that the product raises on purpose has a code. A code never changes its meaning. Callers of the HTTPS
APIs get it in \`application/problem+json\` (RFC 9457) as \`code\`, with \`title\`, \`status\`, \`detail\`, \`advice\` and, where a
person must turn to the provider, \`provider {name, contacts}\`. \`pksn\` and the processes print it on standard error and
end with the exit code of its kind. \`INTERNAL\` stands for everything that was not foreseen; its text stays in the log.

## Kinds

| kind | HTTP status | exit code | worth another try |
|---|---|---|---|`;

/** The whole page, from the catalog and the headings in its source. */
export function errorCodesPage(root: string): string {
  const kinds = Object.entries(FAULT_KINDS).map(
    ([kind, { status, exitCode, retry }]) => `| ${kind} | ${status} | ${exitCode} | ${retry ? 'yes' : 'no'} |`,
  );
  const parts = catalogParts(readFileSync(join(root, CATALOG), 'utf8')).map(({ heading, codes }) =>
    [
      `\n## ${heading}\n`,
      '| code | status | exit | what happened | what to do |',
      '|---|---|---|---|---|',
      ...codes.map(row),
    ].join('\n'),
  );
  return `${[HEAD, ...kinds, ...parts].join('\n')}\n`;
}

interface CatalogPart {
  readonly heading: string;
  readonly codes: string[];
}

/** Comments inside the table are its headings; the entries below belong to them. */
export function catalogParts(source: string): CatalogPart[] {
  const parts: CatalogPart[] = [];
  const table = source.slice(source.indexOf('FAULT_CATALOG = {'));
  for (const [, heading, code] of table.matchAll(/^ {2}(?:\/\/ (.+)|([A-Z_]+): entry\()/gm)) {
    if (heading !== undefined) parts.push({ heading, codes: [] });
    else if (code !== undefined) parts.at(-1)?.codes.push(code);
  }
  return parts;
}

function row(code: string): string {
  const entries: Readonly<Record<string, FaultEntry>> = FAULT_CATALOG;
  const entry = entries[code];
  if (entry === undefined) throw new Error(`${code} is not in the catalog`);
  const { status, exitCode } = FAULT_KINDS[entry.kind satisfies FaultKind];
  return `| \`${code}\` | ${status} | ${exitCode} | ${cell(entry.title)} | ${cell(entry.advice)} |`;
}

function cell(text: string): string {
  return text.replace(/[|<>]/g, (sign) => ({ '|': '\\|', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);
}

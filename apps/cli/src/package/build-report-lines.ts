import type { BuildReport, RejectReason } from '@pksn/package-format';
import { counted } from '../console/counted';

const REASONS_SHOWN = 10;

/** What happened to the rows of a build, for people. `rejects` is the file that names every rejected row. */
export function reportLines(report: BuildReport, isDelta: boolean, rejects: string): string[] {
  const some = (count: number, one: string, several: string): string[] =>
    count === 0 ? [] : [`  ${counted(count, one, several)}`];
  return [
    `  ${counted(report.rows, 'row')} read, ${report.taken} taken`,
    ...some(
      report.merged,
      'row was merged into another of its object',
      'rows were merged into another of their object',
    ),
    ...some(report.portsDropped, 'port dropped', 'ports dropped'),
    ...some(report.ambiguousHashes, 'weak hash belongs to several objects', 'weak hashes belong to several objects'),
    ...some(report.textsLeftOut, 'expression is too long to be in clear', 'expressions are too long to be in clear'),
    ...some(report.rejects, `row rejected, see ${rejects}`, `rows rejected, see ${rejects}`),
    ...reasonLines(report.rejectReasons),
    ...asideLines(report.asides),
    ...report.notes.map((note) => `  ${note}`),
    ...(report.ignoredFields.length === 0 ? [] : [`  columns without a meaning: ${report.ignoredFields.join(', ')}`]),
    ...(isDelta ? [`  ${counted(report.puts, 'record')} put, ${report.removals} removed`] : []),
    ...Object.entries(report.counts).map(([section, count]) => `  ${section.padEnd(24)}${count}`),
  ];
}

function reasonLines(reasons: readonly RejectReason[]): string[] {
  const inputs = new Set(reasons.flatMap(({ first }) => first.map(({ input }) => input)));
  const place = (one: { input: string; line: number }): string =>
    inputs.size === 1 ? String(one.line) : `${one.input}:${one.line}`;
  const shown = reasons.slice(0, REASONS_SHOWN).map(({ reason, count, first }) => {
    const more = count > first.length ? ', ...' : '';
    return `    ${count} ${reason} (${count === 1 ? 'line' : 'lines'} ${first.map(place).join(', ')}${more})`;
  });
  const rest = reasons.length - shown.length;
  return rest > 0 ? [...shown, `    and ${counted(rest, 'other reason')}`] : shown;
}

function asideLines(asides: BuildReport['asides']): string[] {
  const kinds = asides.map(({ kind, count }) => `${count} ${kind === '' ? 'without a type' : kind}`);
  return kinds.length === 0 ? [] : [`  beside rows: ${kinds.join(', ')}`];
}

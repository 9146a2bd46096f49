import { groupedFingerprint } from '@pksn/signing';
import type { GreenView, OneProposal } from './proposal-views';

const SHOWN = 20;

/** What a second person looks at, by the kind of the proposal. */
export function detailLines({ kind, detail }: OneProposal): string[] {
  if (detail === null) return ['  what it is about is not there any longer'];
  if (kind === 'override.green') return greenLines(detail as unknown as GreenView);
  if (kind === 'trust.add') return trustLines(detail);
  return Object.entries(detail)
    .filter(([name]) => name !== 'preview')
    .map(([name, value]) => `  ${name.padEnd(10)} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
}

function greenLines({ count, overrides }: GreenView): string[] {
  const lines = overrides.slice(0, SHOWN).flatMap(({ object, zone, reason, replaces, feeds }) => {
    const { type, ...values } = object;
    const said = feeds.map((one) => `${one.feed} says ${one.zone}${one.threat === null ? '' : ` (${one.threat})`}`);
    const instead = replaces === null ? [] : [`in place of ${replaces.zone} by ${replaces.author}`];
    return [
      `  ${String(type)} ${Object.values(values).filter(isText).join(' ')} -> ${zone}: ${reason}`,
      `    ${[...instead, ...(said.length === 0 ? ['no feed knows it'] : said)].join('; ')}`,
    ];
  });
  const shown = Math.min(SHOWN, overrides.length);
  return count > shown ? [...lines, `  and ${String(count - shown)} more`] : lines;
}

function trustLines({ vendor, version, fingerprint }: Readonly<Record<string, unknown>>): string[] {
  return [
    `  vendor     ${String(vendor)} (root ${String(version)})`,
    `  compare    ${groupedFingerprint(String(fingerprint))}`,
    '             with what the vendor told you, not with what the proposer did',
  ];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

import { ageText, momentText as moment } from '../console/moments';
import { bytesText } from '../console/progress-bar';
import type { EndpointFacts, SeenService } from './endpoint-facts';
import { participationLines } from './participate-command';
import { restrictionLines } from './restriction-lines';
import { labeled, proxyLines } from './settings-view';

/** One page for people: whose service it is comes first. */
export function statusLines(facts: EndpointFacts, next: readonly string[]): string[] {
  const { settings, warnings, keys, endpointId, participation, seen, failure } = facts;
  return [
    ...providerLines(facts),
    '',
    ...serviceLines(seen),
    ...(failure === null ? [] : labeled('Not asked', [`${failure.code}: ${failure.detail}`])),
    ...labeled('Network', [networkText(facts)]),
    ...databaseLines(seen),
    ...statementLines(seen),
    ...participationLines(participation, settings?.policy ?? null),
    ...labeled('Key', [keyText(keys, seen)]),
    ...labeled('Endpoint id', [endpointId ?? 'none yet; made when something first needs it']),
    ...keptLines(seen),
    ...(settings === null ? [] : labeled('Addresses', settings.services.query)),
    ...(settings === null
      ? []
      : labeled('Proxies', proxyLines(settings.policy.proxies, settings.policy.directFallback))),
    ...warnings.map((one) => `Warning: ${one}`),
    ...(next.length === 0 ? [] : ['', 'What to do next:', ...next.map((one) => `  ${one}`)]),
  ];
}

function providerLines({ settings, seen }: EndpointFacts): string[] {
  const { name = 'not known', contacts = [] } = settings ?? seen?.heard?.provider ?? {};
  return [
    ...labeled('Provider', [name]),
    ...labeled('Contacts', contacts.length === 0 ? ['none given'] : contacts),
    ...labeled('Created', [settings?.createdAt ?? 'no settings file is loaded']),
  ];
}

function serviceLines(seen: SeenService | null): string[] {
  if (seen === null) return labeled('Service', ['not known']);
  const { standing, heard } = seen;
  const known = heard === null ? `${standing.shown}, as far as is known here` : standing.shown;
  return [...labeled('Service', [known]), ...standing.restrictions.flatMap((one) => restrictionLines(one))];
}

function networkText({ network: { network, statement, acceptedAt }, seen }: EndpointFacts): string {
  if (seen?.awaitsAcceptance === true) return 'GLOBAL now, which is not accepted here: only the status is asked';
  if (network === 'private') return 'private';
  const by = statement === null ? '' : ` by statement ${String(statement.id)} (${statement.language})`;
  return `global, accepted${by} on ${moment(acceptedAt ?? '')}`;
}

function databaseLines(seen: SeenService | null): string[] {
  const database = seen?.heard?.database ?? null;
  if (database === null) return [];
  const { generation, asOf, freshUntil, stale, ageMs } = database;
  const until = freshUntil === null ? '' : `, fresh until ${moment(freshUntil)}`;
  const old = stale ? `; STALE: answers go on, but ${missingText(ageMs)}` : until;
  return labeled('Database', [`generation ${String(generation)} of ${moment(asOf)}${old}`]);
}

function missingText(ageMs: number | null): string {
  if (ageMs === null) return 'the provider should import newer data';
  return `the proxy that answers has not reached the service for ${ageText(ageMs)}`;
}

function statementLines(seen: SeenService | null): string[] {
  if (seen?.heard == null) return [];
  const { statement } = seen.heard;
  return labeled('Statement', [
    statement === null ? 'none' : `${String(statement.id)} (${statement.languages.join(', ')})`,
  ]);
}

function keyText(keys: EndpointFacts['keys'], seen: SeenService | null): string {
  if (keys === null) return seen === null ? 'none is set' : 'none is set here; another file is used';
  const inUse = seen?.keyInUse ?? null;
  const next = keys.next === null ? '' : `, next ${keys.next}${inUse === 'next' ? ' (in use)' : ''}`;
  return `${keys.current}${inUse === 'current' ? ' (in use)' : ''}${next}`;
}

function keptLines(seen: SeenService | null): string[] {
  const kept = seen?.kept ?? null;
  if (seen === null || kept === null) return [];
  const { sizeBytes, newestAt } = kept;
  const age = newestAt === null ? 'nothing yet' : `the newest ${ageText(Math.max(0, seen.now - newestAt))} old`;
  return labeled('Kept answers', [`${bytesText(sizeBytes)}, ${age}`]);
}

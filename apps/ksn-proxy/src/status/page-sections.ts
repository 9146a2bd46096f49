import type { ProxyStatus } from './status-document';
import { figure, html, table } from './page-parts';
import type { Html } from './page-parts';
import { bytesText, shareText, timeText } from './page-texts';

/* The parts of the status page, each made from the whole status. */

export function warningsHtml({ warnings }: ProxyStatus): Html {
  const rows = warnings.map(({ code, severity, place, what, next }) => [
    html`<span class="badge ${severity === 'wrong' ? 'bad' : 'fair'}">${severity}</span>`,
    html`<code>${code}</code>`,
    html`<strong>${place}</strong>: ${what}<br />${next}`,
  ]);
  return table('What needs a look', ['Severity', 'Code', 'What, and what to do'], rows);
}

export function figuresHtml({ lookups, saved, cache, upstream, streams }: ProxyStatus): Html {
  const figures = [
    figure('Hit ratio', shareText(lookups.ratio), 'of objects asked while linked'),
    figure('Requests saved', saved.requests.toLocaleString('en'), `of ${saved.given.requests.toLocaleString('en')}`),
    figure('Bytes saved', bytesText(saved.bytes), `of ${bytesText(saved.given.bytes)}`),
    figure(
      'Kept',
      bytesText(cache.bytes),
      `${cache.objects.toLocaleString('en')} answers, of ${bytesText(cache.limitBytes)}`,
    ),
    figure(
      'Upstream, median',
      msText(upstream.p50Ms),
      `95 %: ${msText(upstream.p95Ms)}, 99 %: ${msText(upstream.p99Ms)}`,
    ),
    figure('Streams', streams.toLocaleString('en'), 'open, of changes'),
  ];
  return html`<section class="figures" aria-label="Figures">${figures}</section>`;
}

export function chainHtml({ chain, name, version: own, status: state }: ProxyStatus): Html {
  const here = [html`this proxy`, html`${name ?? '–'}`, html`–`, html`${own}`, badge(state === 'ok', state)];
  const rows = chain.links.map(({ role, name: its, address, version, status }) => [
    html`${role}`,
    html`${its ?? '–'}`,
    html`<code>${address}</code>`,
    html`${version ?? '–'}`,
    badge(['ok', 'ready'].includes(status), status),
  ]);
  return table('The way to the service', ['Who', 'Name', 'Address', 'Version', 'State'], [here, ...rows]);
}

function badge(isGood: boolean, word: string): Html {
  return html`<span class="badge ${isGood ? 'good' : 'bad'}">${word}</span>`;
}

export function lookupsHtml({ lookups, upstream }: ProxyStatus): Html {
  const rows: [string, number][] = [
    ['Kept here (objects)', lookups.hits],
    ['Asked of the service (objects)', lookups.misses],
    ['Kept, given without the link (objects)', lookups.offline],
    ['Passed on as they came (requests)', lookups.passed],
    ['Joined one that was under way (objects)', lookups.joined],
    ['Requests that carried lookups to the service', upstream.bulks],
    ['License keys asked about', upstream.judgements],
  ];
  return table('Lookups', ['How they were answered', 'Count'], rows.map(counted));
}

export function queueHtml({ queue }: ProxyStatus): Html[] {
  if (queue === null) return [];
  const { entries, bytes, limitBytes, oldestAt, delivered, refused, lost, isWaitingFor } = queue;
  const rows: [string, string][] = [
    ['Waiting', `${entries.toLocaleString('en')}, ${bytesText(bytes)} of ${bytesText(limitBytes)}`],
    ['The oldest since', oldestAt === null ? '–' : timeText(oldestAt)],
    ['What keeps them', isWaitingFor ?? '–'],
    ['Handed in', delivered.toLocaleString('en')],
    ...Object.entries(refused).map(([code, count]): [string, string] => [
      `Refused: ${code}`,
      count.toLocaleString('en'),
    ]),
    ['Lost by damage', lost.toLocaleString('en')],
  ];
  return [
    table(
      'Contributions on their way',
      ['What', 'How many'],
      rows.map(([what, text]) => [html`${what}`, html`${text}`]),
    ),
  ];
}

export function refusalsHtml({ licenseRefusals, refusals }: ProxyStatus): Html[] {
  const rows = [...Object.entries(licenseRefusals), ...Object.entries(refusals)];
  return rows.length === 0 ? [] : [table('Refusals', ['Code', 'Count'], rows.map(counted))];
}

export function settingsHtml({ settings, enrolment }: ProxyStatus): Html[] {
  const { state, boundTo, revision, heardAt } = enrolment;
  const rows = settings.map(({ name, value, from }) => [
    html`<code>${name}</code>`,
    html`${name === 'allowedClients' && value === null ? 'everybody' : valueText(value)}`,
    html`<span class="badge ${from === 'service' ? 'good' : 'plain'}">${from}</span>`,
  ]);
  const heard = heardAt === null ? '' : `, said at ${timeText(heardAt)}`;
  const whose = boundTo === 'customer' ? 'a customer' : 'the provider';
  const bound = boundTo === null ? '' : `, bound to ${whose}, revision ${String(revision)}${heard}`;
  return [table('Settings', ['Setting', 'Value', 'Set by'], rows), html`<p>At the service: ${state}${bound}.</p>`];
}

export function certificatesHtml({ certificates }: ProxyStatus): Html {
  const rows = Object.entries(certificates).map(([which, ends]) => [
    html`${which}`,
    html`${ends === null ? 'none' : timeText(ends)}`,
  ]);
  return table('Own certificates', ['Which', 'Ends'], rows);
}

function valueText(value: unknown): string {
  if (value === null) return 'no limit';
  return Array.isArray(value) ? value.join(', ') : Number(value).toLocaleString('en');
}

function msText(ms: number | null): string {
  return ms === null ? '–' : `${ms.toLocaleString('en')} ms`;
}

function counted([what, count]: readonly [string, number]): Html[] {
  return [html`${what}`, html`<span class="count">${count.toLocaleString('en')}</span>`];
}

import { hash } from 'node:crypto';
import type { ProxyStatus } from './proxy-status';
import { escaped, figure, html, table } from './page-parts';
import type { Html } from './page-parts';
import { bytesText, durationText, shareText, timeText } from './page-texts';
import { PAGE_STYLE } from './page-style';

const STYLE_DIGEST = hash('sha256', PAGE_STYLE, 'base64');

/** Nothing is loaded from anywhere, no script runs, and nobody frames it. */
export const STATUS_PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_DIGEST}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

const REFRESH_SECONDS = 10;

/** The status for people: what is wrong first, then how much is spared, then how it is set. */
export function statusPage(status: ProxyStatus): string {
  const { name, version, warnings } = status;
  const title = `KSN Proxy${name === null ? '' : ` ${name}`}`;
  const body = [
    headHtml(status, title),
    warnings.length === 0 ? [] : warningsHtml(status),
    figuresHtml(status),
    chainHtml(status),
    lookupsHtml(status),
    refusalsHtml(status),
    settingsHtml(status),
    certificatesHtml(status),
    html`<footer>
      Version ${version}, at ${timeText(status.at)}; renewed every ${String(REFRESH_SECONDS)} s. For programs:
      <a href="/status.json">status.json</a>, <a href="/metrics">metrics</a>.
    </footer>`,
  ].flat();
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="${String(REFRESH_SECONDS)}">
<title>${escaped(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
${body.map(({ text }) => text).join('\n')}
</body>
</html>
`;
}

function headHtml({ status, link, uptimeSeconds }: ProxyStatus, title: string): Html {
  const [tone, word] = status === 'ok' ? ['good', 'all is well'] : ['bad', 'degraded'];
  const since = link.since === null ? '' : ` since ${timeText(link.since)}`;
  const linked = link.linked ? `Linked to ${link.upstream}${since}` : `Not linked${since}`;
  return html`<header>
    <h1>${title} <span class="badge ${tone}">${word}</span></h1>
    <p>${linked}. Up for ${durationText(uptimeSeconds)}.</p>
  </header>`;
}

function warningsHtml({ warnings }: ProxyStatus): Html {
  const rows = warnings.map(({ code, severity, place, what, next }) => [
    html`<span class="badge ${severity === 'wrong' ? 'bad' : 'fair'}">${severity}</span>`,
    html`<code>${code}</code>`,
    html`<strong>${place}</strong>: ${what}<br />${next}`,
  ]);
  return table('What needs a look', ['', 'Code', 'What, and what to do'], rows);
}

function figuresHtml({ lookups, saved, cache, upstream, streams }: ProxyStatus): Html {
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

function chainHtml({ chain, name, version: own, status: state }: ProxyStatus): Html {
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

function lookupsHtml({ lookups, upstream }: ProxyStatus): Html {
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

function refusalsHtml({ licenseRefusals, refusals }: ProxyStatus): Html[] {
  const rows = [...Object.entries(licenseRefusals), ...Object.entries(refusals)];
  return rows.length === 0 ? [] : [table('Refusals', ['Code', 'Count'], rows.map(counted))];
}

function settingsHtml({ settings, enrolment }: ProxyStatus): Html[] {
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

function certificatesHtml({ certificates }: ProxyStatus): Html {
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

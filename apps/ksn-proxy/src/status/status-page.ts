import { hash } from 'node:crypto';
import type { ProxyStatus } from './status-document';
import { escaped, html } from './page-parts';
import type { Html } from './page-parts';
import {
  certificatesHtml,
  chainHtml,
  figuresHtml,
  lookupsHtml,
  queueHtml,
  refusalsHtml,
  settingsHtml,
  warningsHtml,
} from './page-sections';
import { durationText, timeText } from './page-texts';
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
    queueHtml(status),
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

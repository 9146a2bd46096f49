import { readPages } from '../admin/pages';
import type { HttpsClient } from '../connection/https-client';
import { counted } from '../console/counted';
import { ageText, momentText } from '../console/moments';
import { certificateEnd } from '../proxy/proxy-view';
import type { ProxyView } from '../proxy/proxy-view';
import type { Finding } from './finding';
import { fine, toLookAt, wrong } from './finding';

const DAY_MS = 86_400_000;
const RENEW_MS = 30 * DAY_MS;
/** Proxies that are named one by one. */
const SHOWN = 20;

/** Proxies whose certificate ends soon, and those that have not been heard of for a day. */
export async function proxyFindings(client: HttpsClient, now: number): Promise<Finding[]> {
  type Page = { readonly proxies: readonly ProxyView[] };
  const { proxies } = await readPages<Page, 'proxies'>(client, 'proxies?limit=500', 'proxies', { all: true });
  const findings = proxies.flatMap((one) => findingsOf(one, now));
  if (proxies.length === 0) return [];
  if (findings.length === 0) return [fine(`${counted(proxies.length, 'proxy is', 'proxies are')} enrolled`)];
  const rest = findings.length - SHOWN;
  const more = rest > 0 ? [toLookAt(`${String(rest)} more of the kind`, 'pksn proxy list')] : [];
  return [...findings.slice(0, SHOWN), ...more];
}

export function findingsOf(proxy: ProxyView, now: number): Finding[] {
  const { name, lastSeenAt, enrolledAt } = proxy;
  const end = certificateEnd(proxy);
  const renewal = `pksn proxy renew ${name} --bundle DIR`;
  const heardAt = Date.parse(lastSeenAt ?? enrolledAt);
  const silent = now - heardAt;
  const facts = { proxy: name };
  return [
    ...(end === null
      ? [{ ...wrong(`proxy ${name} has no good certificate, and delivers nothing`, renewal), facts }]
      : []),
    ...(end !== null && Date.parse(end) - now < RENEW_MS
      ? [{ ...toLookAt(`the certificate of proxy ${name} ends ${momentText(end)}`, renewal), facts }]
      : []),
    ...(silent >= DAY_MS
      ? [
          {
            ...toLookAt(
              `proxy ${name} ${seenText(lastSeenAt, silent)}`,
              `See whether it runs; if it is gone: pksn proxy revoke ${name}`,
            ),
            facts,
          },
        ]
      : []),
  ];
}

function seenText(lastSeenAt: string | null, silent: number): string {
  return lastSeenAt === null
    ? `was enrolled ${ageText(silent)} ago, and never asked`
    : `has not asked for ${ageText(silent)}`;
}

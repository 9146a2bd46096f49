import { Fault } from '@pksn/domain';
import { counted } from '../console/counted';
import { momentText } from '../console/moments';
import { tableLines } from '../console/output';
import { bytesText } from '../console/progress-bar';
import { labeled } from '../endpoint/settings-view';
import type { Session } from '../session';
import { readProxyFile, STATUS_PORT } from './proxy-file';
import type { ProxyStatusView, SettingValue } from './status-answer';
import { askStatus } from './status-answer';

export interface StatusOptions {
  readonly config?: string;
  readonly url?: string;
}

/** The proxy is degraded; what it shows is printed all the same. */
const EXIT_DEGRADED = 1;

/** What a proxy shows of itself. Faults: USAGE, SERVICE_UNREACHABLE. */
export async function proxyStatus({ output }: Session, options: StatusOptions): Promise<number> {
  const status = await askStatus(await addressOf(options));
  output.document(status, () => lines(status));
  return status.status === 'ok' ? 0 : EXIT_DEGRADED;
}

async function addressOf({ config, url }: StatusOptions): Promise<string> {
  if (url !== undefined) return url;
  if (config === undefined) return `http://127.0.0.1:${String(STATUS_PORT)}`;
  const { statusUrl } = await readProxyFile(config);
  if (statusUrl === null) throw new Fault('USAGE', `${config} switches the status page off: "status": {"port": null}`);
  return statusUrl;
}

function lines(status: ProxyStatusView): string[] {
  const { name, version, link, chain, lookups, saved, cache, upstream, enrolment, warnings, certificates } = status;
  const { hits, misses, offline, passed, ratio } = lookups;
  const since = link.since === null ? '' : ` since ${momentText(link.since)}`;
  const share = ratio === null ? 'nothing asked yet' : `${(ratio * 100).toFixed(1)} % of ${hits + misses} objects`;
  const bound = enrolment.boundTo === null ? '' : `, bound to ${enrolment.boundTo}`;
  const ends = Object.entries(certificates).filter(([, end]) => end !== null);
  const refusals = Object.entries(status.licenseRefusals);
  return [
    ...labeled('Proxy', [`${name ?? 'without a name'}, version ${version}: ${status.status}`]),
    ...labeled('Link', [`${link.linked ? 'linked to' : 'NOT LINKED to'} ${link.upstream}${since}`]),
    ...labeled('Chain', ['this proxy', ...chain.links.map(linkText)]),
    ...labeled('Enrolment', [`${enrolment.state}${bound}`]),
    ...labeled('Hits', [`${share}; without the link ${offline}, passed on ${counted(passed, 'request')}`]),
    ...labeled('Saved', [`${counted(saved.requests, 'request')}, ${bytesText(saved.bytes)}`]),
    ...labeled('Kept', [
      `${counted(cache.objects, 'answer')}, ${bytesText(cache.bytes)} of ${bytesText(cache.limitBytes)}`,
    ]),
    ...queueLines(status),
    ...labeled('Upstream', [`median ${ms(upstream.p50Ms)}, 95 % ${ms(upstream.p95Ms)}, 99 % ${ms(upstream.p99Ms)}`]),
    ...(refusals.length === 0
      ? []
      : labeled(
          'Refused keys',
          refusals.map(([code, n]) => `${code} ${n}`),
        )),
    ...labeled(
      'Certificates',
      ends.map(([which, end]) => `${which} until ${momentText(end ?? '')}`),
    ),
    '',
    ...tableLines(
      ['SETTING', 'VALUE', 'SET BY'],
      status.settings.map(({ name: one, value, from }) => [one, settingText(one, value), from]),
    ),
    ...warnings.flatMap(({ code, severity, place, what, next }) => [
      '',
      `${severity.padEnd(5)} ${code} ${place}: ${what}`,
      `      ${next}`,
    ]),
  ];
}

function queueLines({ queue }: ProxyStatusView): string[] {
  if (queue == null) return [];
  const waits = queue.isWaitingFor === null ? '' : `; waits: ${queue.isWaitingFor}`;
  const held = `${counted(queue.entries, 'contribution')}, ${bytesText(queue.bytes)} of ${bytesText(queue.limitBytes)}`;
  return labeled('Queue', [`${held}${waits}`]);
}

function linkText({ role, name, address, status }: ProxyStatusView['chain']['links'][number]): string {
  return `${role}${name === null ? '' : ` ${name}`} ${address} (${status})`;
}

const ms = (value: number | null): string => (value === null ? '-' : `${value} ms`);
const text = (value: SettingValue): string =>
  value === null ? 'none' : typeof value === 'object' ? value.join(', ') : String(value);
const settingText = (name: string, value: SettingValue): string =>
  name === 'allowedClients' && value === null ? 'everybody' : text(value);

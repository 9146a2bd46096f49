import { Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { systemClock } from '@pksn/runtime';
import { checkTail } from '../audit/tail-check';
import { connectAdmin, connectQuery, withClient, withQuery } from '../connection/connect';
import type { FeedView, LicensesView, VendorView } from '../admin/answers';
import type { AlertView } from './alerts';
import type { HttpsClient } from '../connection/https-client';
import { counted } from '../console/counted';
import type { DiskView } from '../doctor/disk-findings';
import { diskFinding } from '../doctor/disk-findings';
import type { Finding } from '../doctor/finding';
import { fine, toLookAt, wrong } from '../doctor/finding';
import { proxyFindings } from '../doctor/proxy-findings';
import type { Registrar, Session } from '../session';

/** Something is wrong; what a person may merely look at does not count. */
const EXIT_FINDINGS = 1;
const ALERTS_SHOWN = 20;

interface Problem {
  readonly what: string;
  readonly advice: string;
}

interface Health {
  readonly status?: string;
  readonly problems?: readonly Problem[];
  readonly submissionApproval?: boolean;
  readonly disks?: readonly DiskView[];
}

const SUBMISSIONS = {
  approval: "customers' submissions wait for approval: pksn license pending",
  atOnce: "customers' submissions are in force at once",
} as const;

export const register: Registrar = (program, run) => {
  program
    .command('doctor')
    .description('what is wrong or worth a look, and what to do next; exit 1 when something is wrong')
    .action(run(doctor));
};

async function doctor(session: Session): Promise<number> {
  const findings = [...(await adminFindings(session)), await queryFinding(session)];
  session.output.document({ findings }, () =>
    findings.flatMap(({ level, what, next }) => [
      `${level.padEnd(5)} ${what}`,
      ...(next === null ? [] : [`      ${next}`]),
    ]),
  );
  return findings.some((one) => one.level === 'wrong') ? EXIT_FINDINGS : 0;
}

async function adminFindings(session: Session): Promise<Finding[]> {
  try {
    return await withClient(connectAdmin(session.options), async (client) => [
      ...(await healthFindings(client)),
      ...(await stockFindings(client)),
      ...((await ifPermitted(() => proxyFindings(client, systemClock.now()), ['ROUTE_NOT_FOUND'])) ?? []),
      ...(await historyFindings(client)),
    ]);
  } catch (error) {
    return [skipped(session, 'admin', error) ?? findingOf('admin API', error)];
  }
}

async function healthFindings(client: HttpsClient): Promise<Finding[]> {
  const health = await ifAllowed<Health>(client, 'health');
  if (health === null) return [fine('the admin API answers; this token sees what is of its customer')];
  const { status = 'unknown', submissionApproval, disks = [] } = health;
  const problems = (health.problems ?? []).map((one) => `${one.what}. ${one.advice}`);
  return [
    status === 'ok'
      ? fine('the admin API answers and is healthy')
      : wrong(`the admin API answers: ${status}`, problems.join(' ') || 'See the log of the service.'),
    ...(submissionApproval === undefined ? [] : [fine(SUBMISSIONS[submissionApproval ? 'approval' : 'atOnce'])]),
    ...disks.map(diskFinding),
  ];
}

async function stockFindings(client: HttpsClient): Promise<Finding[]> {
  const { vendors } = (await ifAllowed<{ vendors: VendorView[] }>(client, 'trust')) ?? { vendors: null };
  if (vendors?.length === 0) {
    return [wrong('no vendor is trusted', 'pksn trust add trust-root.json --fingerprint F')];
  }
  const { feeds } = (await ifAllowed<{ feeds: FeedView[] }>(client, 'feeds')) ?? { feeds: null };
  const { licenses, next = null } = (await client.get('/api/v1/licenses')) as LicensesView;
  const live = feeds?.filter((feed) => feed.version !== null);
  return [
    ...(vendors === null ? [] : [fine(`${counted(vendors.length, 'vendor is', 'vendors are')} trusted`)]),
    ...(live === undefined ? [] : [contentFinding(live.length)]),
    licenses.length === 0
      ? wrong('no license was submitted', 'pksn license submit FILE')
      : fine(`${next === null ? '' : 'more than '}${counted(licenses.length, 'license')}`),
    ...(await alertFindings(client)),
  ];
}

function contentFinding(live: number): Finding {
  if (live === 0) return wrong('no feed has data', 'pksn import FILE.rpk');
  return fine(`${counted(live, 'feed has', 'feeds have')} data`);
}

async function historyFindings(client: HttpsClient): Promise<Finding[]> {
  const tail = await ifPermitted(() => checkTail(client));
  if (tail === null) return [];
  const { checked, entries, flaw } = tail;
  if (flaw !== null) return [wrong(`the history: ${flaw.detail}`, `pksn audit verify. ${flaw.entry.advice}`)];
  const which = checked === entries ? '' : ` the last ${checked} of`;
  return [fine(`the history is as it was written:${which} ${counted(entries, 'entry', 'entries')}`)];
}

/** Null: not for this role, which is no fault of the service. */
function ifAllowed<T>(client: HttpsClient, path: string): Promise<T | null> {
  return ifPermitted(async () => (await client.get(`/api/v1/${path}`)) as T);
}

/** `also`: what else passes for that, such as a route that services of an earlier release do not have. */
async function ifPermitted<T>(ask: () => Promise<T>, also: readonly FaultCode[] = []): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Fault && (error.code === 'ADMIN_FORBIDDEN' || also.includes(error.code))) return null;
    throw error;
  }
}

/** The most urgent alerts; the rest has a command of its own. */
async function alertFindings(client: HttpsClient): Promise<Finding[]> {
  const { alerts } = (await client.get('/api/v1/alerts')) as { alerts: AlertView[] };
  const findings = alerts
    .slice(0, ALERTS_SHOWN)
    .map(({ severity, sentence, next }) =>
      severity === 'critical' ? wrong(sentence, next) : toLookAt(sentence, next),
    );
  const rest = alerts.length - findings.length;
  return rest === 0
    ? findings
    : [...findings, toLookAt(`${counted(rest, 'more alert', 'more alerts')}`, 'pksn alerts')];
}

async function queryFinding(session: Session): Promise<Finding> {
  try {
    return await withQuery(connectQuery(session.options, false), async (endpoint) => {
      await endpoint.reach();
      return fine('the query API answers');
    });
  } catch (error) {
    return skipped(session, 'query', error) ?? findingOf('query API', error);
  }
}

/** Whoever names the one listener of a real installation asks about that one. */
function skipped({ options }: Session, part: 'admin' | 'query', error: unknown): Finding | null {
  const { admin, server } = options;
  const named = part === 'admin' ? server : admin;
  if (named === undefined || !(error instanceof Fault) || error.code !== 'CONTEXT_MISSING') return null;
  const flags = part === 'admin' ? '--admin URL --cacert FILE --token-file FILE' : '--server URL --cacert FILE';
  return toLookAt(`the ${part} API was not asked`, `To look at it, too: ${flags}`);
}

function findingOf(what: string, error: unknown): Finding {
  const fault = Fault.from(error);
  return wrong(`${what}: ${fault.code}: ${fault.detail}`, fault.entry.advice);
}

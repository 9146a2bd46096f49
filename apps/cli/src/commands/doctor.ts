import { Fault } from '@pksn/domain';
import { connectAdmin, connectQuery, withClient } from '../connection/connect';
import type { FeedView, LicensesView, VendorView } from '../admin/answers';
import type { AlertView } from './alerts';
import type { HttpsClient } from '../connection/https-client';
import { counted } from '../console/counted';
import type { Registrar, Session } from '../session';

/** Something is wrong; what a person may merely look at does not count. */
const EXIT_FINDINGS = 1;
const ALERTS_SHOWN = 20;

interface Finding {
  /** `look` is for a person to decide about; only `wrong` fails the exit code. */
  readonly level: 'ok' | 'look' | 'wrong';
  readonly what: string;
  /** What to do next; null when there is nothing to do. */
  readonly next: string | null;
}

interface Problem {
  readonly what: string;
  readonly advice: string;
}

const fine = (what: string): Finding => ({ level: 'ok', what, next: null });
const wrong = (what: string, next: string): Finding => ({ level: 'wrong', what, next });
const toLookAt = (what: string, next: string): Finding => ({ level: 'look', what, next });

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
      await healthFinding(client),
      ...(await stockFindings(client)),
    ]);
  } catch (error) {
    return [findingOf('admin API', error)];
  }
}

async function healthFinding(client: HttpsClient): Promise<Finding> {
  const health = (await client.get('/api/v1/health')) as { status?: string; problems?: readonly Problem[] } | null;
  const status = health?.status ?? 'unknown';
  if (status === 'ok') return fine('the admin API answers and is healthy');
  const problems = (health?.problems ?? []).map((one) => `${one.what}. ${one.advice}`);
  return wrong(`the admin API answers: ${status}`, problems.join(' ') || 'See the log of the service.');
}

async function stockFindings(client: HttpsClient): Promise<Finding[]> {
  const { vendors } = (await client.get('/api/v1/trust')) as { vendors: VendorView[] };
  if (vendors.length === 0) {
    return [wrong('no vendor is trusted', 'pksn trust add trust-root.json --fingerprint F')];
  }
  const { feeds } = (await client.get('/api/v1/feeds')) as { feeds: FeedView[] };
  const { licenses, next = null } = (await client.get('/api/v1/licenses')) as LicensesView;
  const live = feeds.filter((feed) => feed.version !== null);
  return [
    fine(`${counted(vendors.length, 'vendor is', 'vendors are')} trusted`),
    live.length === 0
      ? wrong('no feed has data', 'pksn import FILE.rpk')
      : fine(`${counted(live.length, 'feed has', 'feeds have')} data`),
    licenses.length === 0
      ? wrong('no license was submitted', 'pksn license submit FILE')
      : fine(`${next === null ? '' : 'more than '}${counted(licenses.length, 'license')}`),
    ...(await alertFindings(client)),
  ];
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
    return await withClient(connectQuery(session.options, false), async (client) => {
      await client.get('/openapi.json');
      return fine('the query API answers');
    });
  } catch (error) {
    return findingOf('query API', error);
  }
}

function findingOf(what: string, error: unknown): Finding {
  const fault = Fault.from(error);
  return wrong(`${what}: ${fault.code}: ${fault.detail}`, fault.entry.advice);
}

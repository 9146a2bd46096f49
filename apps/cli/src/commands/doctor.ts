import { Fault } from '@pksn/domain';
import { connectAdmin, connectQuery, withClient } from '../connection/connect';
import type { FeedView, KnockingView, LicenseView, VendorView } from '../admin/answers';
import type { HttpsClient } from '../connection/https-client';
import type { Registrar, Session } from '../session';

/** Something needs a person. */
const EXIT_FINDINGS = 1;

interface Finding {
  readonly ok: boolean;
  readonly what: string;
  /** What to do next; null when there is nothing to do. */
  readonly next: string | null;
}

interface Problem {
  readonly what: string;
  readonly advice: string;
}

const fine = (what: string): Finding => ({ ok: true, what, next: null });
const wrong = (what: string, next: string): Finding => ({ ok: false, what, next });

export const register: Registrar = (program, run) => {
  program
    .command('doctor')
    .description('what is wrong, and what to do next; exit 1 when something is')
    .action(run(doctor));
};

async function doctor(session: Session): Promise<number> {
  const findings = [...(await adminFindings(session)), await queryFinding(session)];
  session.output.document({ findings }, () =>
    findings.flatMap(({ ok, what, next }) => [
      `${ok ? 'ok   ' : 'look '} ${what}`,
      ...(next === null ? [] : [`      ${next}`]),
    ]),
  );
  return findings.every((one) => one.ok) ? 0 : EXIT_FINDINGS;
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
  const { licenses } = (await client.get('/api/v1/licenses')) as { licenses: LicenseView[] };
  const { keys } = (await client.get('/api/v1/licenses/knocking')) as { keys: KnockingView[] };
  const live = feeds.filter((feed) => feed.version !== null);
  const stale = live.filter((feed) => feed.stale).map((feed) => feed.feed);
  return [
    fine(`${vendors.length} vendors are trusted`),
    live.length === 0 ? wrong('no feed has data', 'pksn import FILE.rpk') : fine(`${live.length} feeds have data`),
    ...(stale.length === 0 ? [] : [wrong(`stale: ${stale.join(', ')}`, 'Import newer packages of these feeds.')]),
    licenses.length === 0
      ? wrong('no license was submitted', 'pksn license submit FILE')
      : fine(`${licenses.length} licenses`),
    ...(keys.length === 0 ? [] : [wrong(`${keys.length} keys ask and were never submitted`, 'pksn license knocking')]),
  ];
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

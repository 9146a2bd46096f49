import { Fault } from '@pksn/domain';
import { admin } from '../admin/call';
import type { PageOptions } from '../admin/pages';
import { pagePath, readPages } from '../admin/pages';
import { confirmed } from '../console/confirm';
import { momentText as moment } from '../console/moments';
import { bytesText } from '../console/progress-bar';
import type { Session } from '../session';
import { heldText, sampleLines, samplePath } from './sample-view';
import type { SampleView } from './sample-view';

export interface ListOptions extends PageOptions {
  readonly state?: string;
  readonly sha256?: string;
  readonly mine?: boolean;
}

export interface VerdictOptions {
  readonly zone: string;
  readonly reason: string;
  readonly as: string;
  readonly threat?: string;
  readonly trustGroup?: string;
  readonly expires?: string;
}

interface VerdictAnswer {
  readonly sample: SampleView;
  readonly override: string | null;
  readonly ownFeed: string | null;
  readonly overruled: { readonly list: string; readonly entry: string } | null;
}

export async function list(session: Session, options: ListOptions): Promise<void> {
  const { state, sha256, mine } = options;
  const path = pagePath('samples', { state, sha256, mine: mine === true ? 'true' : undefined }, options);
  const answer = await admin(session, (client) =>
    readPages<{ samples: SampleView[]; next?: string | null }, 'samples'>(client, path, 'samples', options),
  );
  const rows = answer.samples.map((one) => [
    one.id,
    one.state,
    one.sizeBytes === null ? '-' : bytesText(one.sizeBytes),
    heldText(one),
    one.endpoints,
    moment(one.firstAt),
    one.claimedBy ?? one.verdict?.zone ?? '-',
    one.sha256,
  ]);
  const header = ['ID', 'STATE', 'SIZE', 'CONTENT', 'ENDPOINTS', 'FIRST SENT', 'BY / ZONE', 'SHA-256'];
  session.output.table(answer, header, rows, 'There is no such sample.');
  const { next = null } = answer;
  if (next !== null) session.output.note(`There is more: --cursor ${next}, or --all`);
}

export async function show(session: Session, name: string): Promise<void> {
  const sample = await ask(session, name, async (path, client) => (await client.get(path)) as SampleView);
  session.output.document(sample, () => sampleLines(sample));
}

/** Without a name the oldest that nobody has. */
export async function claim(session: Session, name: string | undefined): Promise<void> {
  const sample = await admin(session, async (client) => {
    const path = name === undefined ? '/api/v1/samples' : await samplePath(client, name);
    return (await client.sendJson('POST', `${path}/claim`)) as SampleView;
  });
  session.output.document(sample, () => sampleLines(sample));
}

export async function unclaim(session: Session, name: string, { force }: { force?: boolean }): Promise<void> {
  const query = force === true ? '?force=true' : '';
  const sample = await ask(
    session,
    name,
    async (path, client) => (await client.sendJson('DELETE', `${path}/claim${query}`)) as SampleView,
  );
  session.output.document(sample, () => `Sample ${sample.id} is ${sample.state}.`);
}

export async function verdict(session: Session, name: string, options: VerdictOptions): Promise<void> {
  const answer = await ask(
    session,
    name,
    async (path, client) => (await client.sendJson('POST', `${path}/verdict`, options)) as VerdictAnswer,
  );
  const { sample, override, ownFeed, overruled } = answer;
  session.output.document(answer, () => [
    `Sample ${sample.id} is decided: ${options.zone}.`,
    ...(override === null ? [] : [`  override ${override} is in force here`]),
    ...(ownFeed === null ? [] : [`  entry ${ownFeed} of the own feed goes out with its next package`]),
    ...(overruled === null
      ? []
      : [`  ${overruled.entry} is on the guard list "${overruled.list}"; your word outranks it`]),
  ]);
}

export async function release(session: Session, name: string, body: { reason: string }): Promise<void> {
  const sample = await ask(
    session,
    name,
    async (path, client) => (await client.sendJson('POST', `${path}/release`, body)) as SampleView,
  );
  session.output.document(sample, () => `The content of sample ${sample.id} is erased; what is known of it stays.`);
}

export async function forget(session: Session, name: string, { yes }: { yes?: boolean }): Promise<void> {
  const question = `Erase sample ${name}, its content, counts and verdict?`;
  if (yes !== true && !(await confirmed(session.terminal, question, '--yes')))
    throw new Fault('USAGE', 'nothing was erased');
  await ask(session, name, (path, client) => client.sendJson('DELETE', path));
  session.output.document({ forgotten: name }, () => `Sample ${name} is forgotten.`);
}

function ask<T>(
  session: Session,
  name: string,
  use: (path: string, client: Parameters<typeof samplePath>[0]) => Promise<T>,
): Promise<T> {
  return admin(session, async (client) => use(await samplePath(client, name), client));
}

import { Fault } from '@pksn/domain';
import { ChainWalk, CheckpointMarks, brokenHistory, historyPublicKey, openCheckpoint } from '@pksn/history';
import type { ChainPoint, HistoryPublicKey, OpenedCheckpoint } from '@pksn/history';
import { groupedFingerprint } from '@pksn/signing';
import { admin } from '../admin/call';
import type { HttpsClient } from '../connection/https-client';
import { readTextFile } from '../connection/read-text-file';
import { counted } from '../console/counted';
import type { Session } from '../session';
import type { CheckpointView, HeadView, StraysView } from './audit-views';
import type { ChainSource } from './chain-source';
import { serviceChain } from './chain-source';
import { exportChain } from './export-file';

interface VerifyOptions {
  readonly checkpoint?: readonly string[];
  readonly publicKey?: string;
  readonly input?: string;
}

const SHOW_EVERY = 5_000;

/** Faults: HISTORY_BROKEN, with the first place that is wrong; HISTORY_CHECKPOINT; HISTORY_KEY; USAGE. */
export async function verify(session: Session, options: VerifyOptions): Promise<void> {
  if (options.input === undefined) return admin(session, (client) => verifyService(session, client, options));
  const key =
    options.publicKey === undefined ? null : historyPublicKey(await readTextFile(options.publicKey, 'public key'));
  const { checkpoint: paths = [] } = options;
  if (key === null && paths.length > 0) throw new Fault('USAGE', 'without a service, --checkpoint needs --public-key');
  const checkpoints = key === null ? [] : await opened(paths, key);
  const source = await exportChain(options.input);
  report(session, source, await walked(session, source, checkpoints), checkpoints);
}

async function verifyService(session: Session, client: HttpsClient, options: VerifyOptions): Promise<void> {
  const head = (await client.get('/api/v1/audit/head')) as HeadView;
  const key = await keyOf(session, head, options);
  const kept = key === null ? [] : await opened(options.checkpoint ?? [], key);
  // Without one that was kept elsewhere, the service's own: it is not in the database either.
  const own = key === null || kept.length > 0 ? null : await newestOf(client);
  const checkpoints = own === null || key === null ? kept : [openCheckpoint(own.file, key)];
  const source = serviceChain(client, head.installation, head);
  const reached = await walked(session, source, checkpoints);
  const [stray] = ((await client.get('/api/v1/audit/strays')) as StraysView).entries;
  if (stray !== undefined) {
    const what = `an entry (${stray.action}, by ${stray.actor}, ${stray.at}) has no place in the chain: it was written past it`;
    throw brokenHistory('inserted', reached.sequence, what);
  }
  report(session, source, reached, checkpoints);
}

async function keyOf(session: Session, head: HeadView, options: VerifyOptions): Promise<HistoryPublicKey | null> {
  if (options.publicKey !== undefined) return historyPublicKey(await readTextFile(options.publicKey, 'public key'));
  if (head.publicKey === null) {
    if (options.checkpoint === undefined) return null;
    throw new Fault('HISTORY_CHECKPOINT', 'the service has signed no checkpoint yet; pass --public-key');
  }
  const key = historyPublicKey(head.publicKey);
  session.output.note(
    `by the key that the service names (${groupedFingerprint(key.keyid)}); --public-key FILE takes yours`,
  );
  return key;
}

async function newestOf(client: HttpsClient): Promise<CheckpointView | null> {
  try {
    return (await client.get('/api/v1/audit/checkpoints/newest')) as CheckpointView;
  } catch (error) {
    if (error instanceof Fault && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

function opened(paths: readonly string[], key: HistoryPublicKey): Promise<OpenedCheckpoint[]> {
  return Promise.all(paths.map(async (path) => openCheckpoint(await readTextFile(path, 'checkpoint'), key)));
}

async function walked(
  session: Session,
  source: ChainSource,
  checkpoints: readonly OpenedCheckpoint[],
): Promise<ChainPoint> {
  const marks = new CheckpointMarks(checkpoints, source.installation);
  const walk = new ChainWalk();
  try {
    marks.pass(walk.reached);
    for await (const link of source.read()) {
      walk.take(link);
      marks.pass(walk.reached);
      if (walk.reached.sequence % SHOW_EVERY === 0) {
        session.progress.show('verify', walk.reached.sequence, source.links, 'records');
      }
    }
    marks.end(walk.reached);
  } finally {
    session.progress.clear();
  }
  return walk.reached;
}

function report(
  session: Session,
  { installation }: ChainSource,
  { sequence, hash }: ChainPoint,
  checkpoints: readonly OpenedCheckpoint[],
): void {
  const agreeing = checkpoints.map((one) => ({ number: one.number, sequence: one.sequence, accepted: one.accepted }));
  session.output.document({ installation, sequence, hash, checkpoints: agreeing }, () => [
    `the history has ${counted(sequence, 'entry', 'entries')}, each as it was written`,
    `  installation  ${installation}`,
    `  last hash     ${hash}`,
    ...checkpoints.map(
      (one) => `  checkpoint    ${one.number} agrees: entry ${one.sequence} is the one it vouches for`,
    ),
    ...(checkpoints.length === 0 ? ['  no checkpoint was compared: entries missing at the end would not show'] : []),
  ]);
}

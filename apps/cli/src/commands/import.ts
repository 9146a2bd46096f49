import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault, FAULT_CATALOG } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import type { ImportView } from '../admin/answers';
import { admin, pathOf } from '../admin/call';
import type { HttpsClient } from '../connection/https-client';
import { diskReason } from '../files/disk-reason';
import type { Registrar, Session } from '../session';
import type { PreviewAnswer } from '../snapshot/preview-text';
import { previewLines } from '../snapshot/preview-text';

const POLL_FIRST_MS = 25;
const POLL_LONGEST_MS = 500;

interface ImportOptions {
  readonly hold?: boolean;
  readonly wait?: boolean;
}

export const register: Registrar = (program, run) => {
  program
    .command('import <file...>')
    .description('upload packages, in the order given')
    .option('--hold', 'hold the snapshot until a person activates it')
    .option('--wait', 'end when the snapshot is active, held or refused; the default for people')
    .action(run(importFiles));
};

async function importFiles(session: Session, files: string[], options: ImportOptions): Promise<void> {
  await admin(session, async (client) => {
    for (const file of files) {
      const received = await upload(session, client, file, options);
      const view =
        options.wait === true || session.terminal.watched ? await follow(session, client, received) : received;
      const preview = view.state === 'held' && view.snapshotId !== null ? await previewOf(client, view.snapshotId) : null;
      show(session, view, preview);
    }
  });
}

function previewOf(client: HttpsClient, snapshotId: string | number): Promise<PreviewAnswer> {
  return client.get(`/api/v1/snapshots/${pathOf(snapshotId)}/preview`) as Promise<PreviewAnswer>;
}

async function upload(
  session: Session,
  client: HttpsClient,
  file: string,
  options: ImportOptions,
): Promise<ImportView> {
  const facts = await stat(file).catch((cause: unknown) => {
    throw new Fault('USAGE', `${file} cannot be read: ${diskReason(cause)}`, { cause });
  });
  if (!facts.isFile()) throw new Fault('USAGE', `${file} is not a file`);
  const name = basename(file);
  const path = `/api/v1/packages${options.hold === true ? '?hold=true' : ''}`;
  const onProgress = (sent: number): void => session.progress.show(`${name}: uploading`, sent, facts.size, 'bytes');
  const headers = { 'pksn-file-name': encodeURIComponent(name) };
  const answer = await client.upload(path, { path: file, sizeBytes: facts.size, onProgress }, headers);
  return (answer as { import: ImportView }).import;
}

async function follow(session: Session, client: HttpsClient, received: ImportView): Promise<ImportView> {
  let view = received;
  for (let pauseMs = POLL_FIRST_MS; !isSettled(view); pauseMs = Math.min(pauseMs * 1.5, POLL_LONGEST_MS)) {
    const { phase, done, total } = view.progress ?? { phase: view.state, done: 0, total: 0 };
    session.progress.show(`${view.fileName}: ${phase}`, done, total, 'records');
    await delay(pauseMs);
    view = (await client.get(`/api/v1/imports/${pathOf(received.id)}`)) as ImportView;
  }
  session.progress.clear();
  return view;
}

/** `ready` still waits for its time of activation when the feed has one, so a person is told and the wait ends. */
function isSettled(view: ImportView): boolean {
  return ['active', 'held', 'rejected', 'unchanged'].includes(view.state);
}

function show({ output, progress }: Session, view: ImportView, preview: PreviewAnswer | null): void {
  progress.clear();
  if (view.state === 'rejected') throw rejection(view);
  const what = view.feed === null ? view.fileName : `${view.feed} version ${view.version ?? '?'}`;
  output.document(preview === null ? view : { ...view, preview: preview.preview, trips: preview.trips }, () => {
    switch (view.state) {
      case 'active':
        return `${what} is active in generation ${view.generation ?? '?'}`;
      case 'held':
        return [
          `${what} is held${view.detail === null ? '' : ` (${view.detail})`}: pksn snapshot activate ${view.snapshotId ?? ''}${preview?.guard == null ? '' : ' --reason TEXT'}`,
          ...(preview === null ? [] : previewLines(preview)),
        ];
      case 'unchanged':
        return `${what} was imported before; nothing changed`;
      default:
        return `${view.fileName} was received as import ${view.id} (${view.state})`;
    }
  });
}

function rejection(view: ImportView): Fault {
  const code = view.code !== null && view.code in FAULT_CATALOG ? (view.code as FaultCode) : 'IMPORT_STATE';
  return new Fault(code, `${view.fileName}: ${view.detail ?? 'the package was rejected'}`, {
    facts: { import: view.id },
  });
}

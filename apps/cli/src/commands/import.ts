import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault, FAULT_CATALOG } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { systemClock } from '@pksn/runtime';
import type { ImportView } from '../admin/answers';
import { admin, pathOf } from '../admin/call';
import type { HttpsClient } from '../connection/https-client';
import { diskReason } from '../files/disk-reason';
import { followImport, showImport } from '../import/follow-import';
import { Patience } from '../import/patience';
import type { LocalFile } from '../import/resumable-upload';
import { uploadResumably } from '../import/resumable-upload';
import { WorkProgress } from '../import/work-progress';
import type { Registrar, Session } from '../session';
import type { PreviewAnswer } from '../snapshot/preview-text';
import { previewLines } from '../snapshot/preview-text';

const KEPT = 'stopped: what was sent is kept for a day; the same command goes on from there';
/** As a shell tells that a command ended by Ctrl-C. */
const EXIT_INTERRUPTED = 130;

interface ImportOptions {
  readonly hold?: boolean;
  readonly wait?: boolean;
  readonly progress?: boolean;
}

export const register: Registrar = (program, run) => {
  program
    .command('import <file...>')
    .description('upload packages, in the order given; pksn package history tells what became of those before')
    .option('--hold', 'hold the snapshot until a person activates it')
    .option('--wait', 'end when the snapshot is active, held or refused; the default for people')
    .option('--progress', 'with --json: a line of progress each second, before that of the result')
    .action(run(importFiles));
};

async function importFiles(session: Session, files: string[], options: ImportOptions): Promise<void> {
  await admin(session, async (client) => {
    for (const file of files) {
      const view = await importFile(session, client, await localFile(file), options);
      show(session, view, await previewOf(client, view));
    }
  });
}

/** Of a snapshot that waits for a person. */
async function previewOf(client: HttpsClient, { state, snapshotId }: ImportView): Promise<PreviewAnswer | null> {
  if (state !== 'held' || snapshotId === null) return null;
  return (await client.get(`/api/v1/snapshots/${pathOf(snapshotId)}/preview`)) as PreviewAnswer;
}

async function importFile(
  session: Session,
  client: HttpsClient,
  file: LocalFile,
  options: ImportOptions,
): Promise<ImportView> {
  const asLines = options.progress === true && session.output.json;
  const progress = new WorkProgress(session, file.name, systemClock, asLines);
  const patience = new Patience(Math.random);
  const steps = {
    hashed: (bytes: number) => progress.show('reading', bytes, file.sizeBytes, 'bytes'),
    sent: (bytes: number) => progress.show('uploading', bytes, file.sizeBytes, 'bytes'),
    waits: () => progress.show('waiting for the service', 0, 0, 'bytes'),
  };
  const forget = session.terminal.onInterrupt?.(() => {
    progress.clear();
    session.terminal.err(`${stage}\n`);
    session.terminal.quit?.(EXIT_INTERRUPTED);
  });
  let stage = KEPT;
  try {
    const id = await uploadResumably(client, file, { hold: options.hold === true, patience, steps });
    stage = `the package is at the service as import ${id}, and its import goes on: pksn package history`;
    const received = await showImport(client, id, patience);
    const waits = options.wait === true || session.terminal.watched;
    const note = (text: string): void => {
      progress.clear();
      session.output.note(`${file.name}: ${text}`);
    };
    return waits ? await followImport(client, received, { patience, progress, note }) : received;
  } finally {
    forget?.();
    progress.clear();
  }
}

async function localFile(path: string): Promise<LocalFile> {
  const facts = await stat(path).catch((cause: unknown) => {
    throw new Fault('USAGE', `${path} cannot be read: ${diskReason(cause)}`, { cause });
  });
  if (!facts.isFile()) throw new Fault('USAGE', `${path} is not a file`);
  return { path, name: basename(path), sizeBytes: facts.size };
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
          `${what} is ${heldText(view.detail)}: pksn snapshot activate ${view.snapshotId ?? ''}${preview?.guard == null ? '' : ' --reason TEXT'}`,
          ...(preview === null ? [] : previewLines(preview)),
        ];
      case 'unchanged':
        return `${what} was imported before; nothing changed`;
      default:
        return `${view.fileName} was received as import ${view.id}; what becomes of it: pksn package history`;
    }
  });
}

/** Most reasons begin with the word. */
function heldText(reason: string | null): string {
  if (reason === null) return 'held';
  return reason.startsWith('held ') ? reason : `held (${reason})`;
}

function rejection(view: ImportView): Fault {
  const code = view.code !== null && view.code in FAULT_CATALOG ? (view.code as FaultCode) : 'IMPORT_STATE';
  return new Fault(code, `${view.fileName}: ${view.detail ?? 'the package was rejected'}`, {
    facts: { import: view.id },
  });
}

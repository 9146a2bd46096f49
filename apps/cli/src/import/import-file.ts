import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault, FAULT_CATALOG } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { systemClock } from '@pksn/runtime';
import type { ImportView } from '../admin/answers';
import type { HttpsClient } from '../connection/https-client';
import { diskReason } from '../files/disk-reason';
import type { Session } from '../session';
import { followImport, showImport } from './follow-import';
import { Patience } from './patience';
import type { LocalFile } from './resumable-upload';
import { uploadResumably } from './resumable-upload';
import { WorkProgress } from './work-progress';

const KEPT = 'stopped: what was sent is kept for a day; the same command goes on from there';
/** As a shell tells that a command ended by Ctrl-C. */
const EXIT_INTERRUPTED = 130;

export interface ImportOptions {
  readonly hold?: boolean;
  readonly wait?: boolean;
  readonly progress?: boolean;
}

/** Uploads a package and, for a person or with `wait`, follows what becomes of it. Throws USAGE, and why it was rejected. */
export async function importFile(
  session: Session,
  client: HttpsClient,
  path: string,
  options: ImportOptions,
): Promise<ImportView> {
  const view = await uploaded(session, client, await localFile(path), options);
  if (view.state === 'rejected') throw rejection(view);
  return view;
}

async function uploaded(
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
  let stage = KEPT;
  const forget = session.terminal.onInterrupt?.(() => {
    progress.clear();
    session.terminal.err(`${stage}\n`);
    session.terminal.quit?.(EXIT_INTERRUPTED);
  });
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

function rejection(view: ImportView): Fault {
  const code = view.code !== null && view.code in FAULT_CATALOG ? (view.code as FaultCode) : 'IMPORT_STATE';
  return new Fault(code, `${view.fileName}: ${view.detail ?? 'the package was rejected'}`, {
    facts: { import: view.id },
  });
}

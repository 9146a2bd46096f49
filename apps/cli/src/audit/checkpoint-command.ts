import { Fault } from '@pksn/domain';
import { groupedFingerprint } from '@pksn/signing';
import { adminGet, adminSend } from '../admin/call';
import { momentText } from '../console/moments';
import { requireFree, requireWritable, writeOutput } from '../files/output-path';
import type { Session } from '../session';
import type { CheckpointView, HeadView } from './audit-views';

interface OutOptions {
  readonly out?: string;
  readonly force?: boolean;
}

const MODE = 0o644;

export async function checkpoint(
  session: Session,
  { now, ...options }: OutOptions & { readonly now?: boolean },
): Promise<void> {
  await requireOut(options);
  const found =
    now === true
      ? await adminSend<CheckpointView>(session, 'POST', 'audit/checkpoints')
      : await adminGet<CheckpointView>(session, 'audit/checkpoints/newest');
  await save(session, found.file, options, found, () => [
    `checkpoint ${found.number} of ${momentText(found.at)}: the history had ${found.sequence} entries`,
  ]);
}

export async function key(session: Session, options: OutOptions): Promise<void> {
  await requireOut(options);
  const { publicKey, keyid } = await adminGet<HeadView>(session, 'audit/head');
  if (publicKey === null || keyid === null) throw new Fault('NOT_FOUND', 'no checkpoint was signed yet');
  await save(session, publicKey, options, { publicKey, keyid }, () => [`key ${groupedFingerprint(keyid)}`]);
}

async function requireOut({ out, force = false }: OutOptions): Promise<void> {
  if (out === undefined) return;
  await requireWritable(out, '--out');
  await requireFree(out, '--out', force);
}

/** Into the file, or to standard output as it is, so that it can be piped away. */
async function save(
  session: Session,
  text: string,
  { out, force = false }: OutOptions,
  value: object,
  lines: () => string[],
): Promise<void> {
  if (out === undefined) {
    session.output.document(value, () => text.trimEnd().split('\n'));
    lines().forEach((line) => session.output.note(line));
    return;
  }
  await writeOutput(out, text, { flag: '--out', mode: MODE, force });
  session.output.document({ ...value, out }, () => [
    ...lines(),
    `written to ${out}: keep it where the service cannot write`,
  ]);
}

import { Fault } from '@pksn/domain';
import { parseLicenseFile, parseLicenseTerms } from '@pksn/licensing';
import type { SubmissionResult } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { readTextFile } from '../connection/read-text-file';
import { confirmed } from '../console/confirm';
import type { Session } from '../session';
import type { KnockingView } from './knocking';
import { knock } from './knocking';
import { letterTo } from './knocking-letter';
import { stateText } from './submission-text';
import { submit } from './submit-files';

const LICENSE_FILE_BYTES = 65_536;

/**
 * From a knocking key to its submission. With files, submits the one that is for this key; without, approves the
 * submission that waits for it, or prints what to send to the customer.
 */
export async function answer(
  session: Session,
  fingerprint: string,
  files: string[],
  options: { yes?: boolean },
): Promise<number> {
  if (files.length > 0) return submit(session, [await fileFor(session, fingerprint.toLowerCase(), files)]);
  const known = await knock(session, fingerprint);
  if (known.pending !== null) return approvePending(session, known, known.pending, options.yes === true);
  const provider = await adminGet<{ name: string; contacts: readonly string[] }>(session, 'provider');
  const { settings } = await adminGet<{ settings: { addresses: readonly string[] } }>(session, 'provider/settings');
  const letter = letterTo(known, provider, settings.addresses);
  session.output.document({ ...known, letter: letter.join('\n') }, () => letter);
  return 0;
}

async function approvePending(
  session: Session,
  { fingerprint }: KnockingView,
  pending: NonNullable<KnockingView['pending']>,
  yes: boolean,
): Promise<number> {
  const { customer, licenseId, vendor, digest } = pending;
  const question = `Approve key ${fingerprint} of ${customer} (license ${licenseId} of ${vendor})?`;
  if (!yes && !(await confirmed(session.terminal, question, '--yes'))) {
    session.output.document({ fingerprint, pending, approved: false }, () => 'nothing was changed');
    return 0;
  }
  const result = await adminSend<SubmissionResult>(session, 'POST', `licenses/pending/${pathOf(digest)}/approve`);
  session.output.document({ ...result, approved: true }, () => [
    `key ${fingerprint} of ${customer} (license ${licenseId}) is ${stateText(result.state)}`,
    ...(result.notes ?? []).map((note) => `  ${note}`),
  ]);
  return 0;
}

/** The newest of the files that are for the key. Only looked at here: the service verifies what it gets. */
async function fileFor(session: Session, fingerprint: string, paths: readonly string[]): Promise<string> {
  const read: { path: string; keyHash: string; issuedAt: number }[] = [];
  for (const path of paths) {
    try {
      const { payload } = parseLicenseFile(await readTextFile(path, 'license file', LICENSE_FILE_BYTES));
      const { keyHash, issuedAt } = parseLicenseTerms(Buffer.from(payload, 'base64'));
      read.push({ path, keyHash, issuedAt });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      session.output.note(`${path}: ${error.code}: ${error.detail}`);
    }
  }
  const [right] = read.filter((one) => one.keyHash.startsWith(fingerprint)).sort((a, b) => b.issuedAt - a.issuedAt);
  if (right !== undefined && /^[0-9a-f]{8}$/.test(fingerprint)) return right.path;
  const others = read.map((one) => `${one.path} is for ${one.keyHash.slice(0, fingerprint.length)}`).join(', ');
  throw new Fault('NOT_FOUND', `none of the files is for the key ${fingerprint}${others === '' ? '' : `: ${others}`}`);
}

import { Fault } from '@pksn/domain';
import { LICENSING_LIMITS, signAnnouncement } from '@pksn/licensing';
import type { LicenseStatus, LicenseStatusPayload } from '@pksn/licensing';
import { systemClock } from '@pksn/runtime';
import { requireFree, requireWritable, writeOutput } from '../files/output-path';
import type { Session } from '../session';
import { VendorFolder } from '../vendor/vendor-folder';
import { changedLicenses, revokedHashes } from './announcement-entries';
import type { EntryOptions } from './announcement-entries';
import { announcementCounts } from './announcement-text';
import { readForContinuation } from './own-announcement';
import { submitAnnouncement } from './submit-announcement';

export interface AnnounceOptions extends EntryOptions {
  readonly vendor?: string;
  readonly base?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly submit?: string;
}

/** `pksn license announce`: signs an announcement for packages and mail, or hands one to a service. */
export async function announce(session: Session, options: AnnounceOptions): Promise<void> {
  const { submit, ...rest } = options;
  if (submit === undefined) return sign(session, rest);
  const own = ['vendor', 'out', 'base', 'revoke', 'changed', 'replacedBy', 'at', 'reason'] as const;
  if (own.some((name) => rest[name] !== undefined)) {
    throw new Fault('USAGE', '--submit hands over an announcement that is there already: leave the other options out');
  }
  return submitAnnouncement(session, submit);
}

async function sign({ output }: Session, options: Omit<AnnounceOptions, 'submit'>): Promise<void> {
  const { vendor, out, force = false } = options;
  if (vendor === undefined || out === undefined) throw new Fault('USAGE', 'pass --vendor and --out, or --submit');
  const folder = await VendorFolder.open(vendor);
  await requireWritable(out, '--out');
  await requireFree(out, '--out', force);
  const now = systemClock.now();
  const base = options.base === undefined ? null : await readForContinuation(folder, options.base);
  if (base !== null && base.issuedAt > now) {
    throw new Fault('USAGE', `${options.base ?? ''} was issued later than now: set the clock of this computer`);
  }
  const payload: LicenseStatusPayload = {
    vendor: folder.root.vendor,
    issuedAt: new Date(now).toISOString(),
    revoked: joined(
      base?.revoked.map((hash) => hash.toString('hex')) ?? [],
      await revokedHashes(folder, options.revoke ?? []),
    ),
    changed: joinedChanges(base, await changedLicenses(folder, options, now)),
  };
  requireEntries(payload);
  await writeOutput(out, signAnnouncement(payload, folder.keyOf('license')), { flag: '--out', mode: 0o644, force });
  const { revoked, changed } = payload;
  const facts = { vendor: payload.vendor, issuedAt: payload.issuedAt, file: out };
  output.document({ ...facts, revoked: revoked.length, changed: changed.length }, () => [
    `announcement of ${payload.vendor} in ${out}: ${announcementCounts(revoked.length, changed.length)}`,
    '  put it into packages (pksn package build --licensing), or send it to providers (pksn license announce --submit)',
  ]);
}

function joined(before: readonly string[], added: readonly string[]): string[] {
  return [...new Set([...before, ...added])];
}

/** An entry is a license and a time; the first reason given for it stays. */
function joinedChanges(
  base: LicenseStatus | null,
  added: LicenseStatusPayload['changed'],
): LicenseStatusPayload['changed'] {
  const before = (base?.changed ?? []).map(({ licenseId, changedAt, reason }) => ({
    licenseId,
    changedAt: new Date(changedAt).toISOString(),
    ...(reason === '' ? {} : { reason }),
  }));
  const entries = new Map<string, LicenseStatusPayload['changed'][number]>();
  for (const one of [...before, ...added]) {
    const name = `${one.changedAt} ${one.licenseId}`;
    if (!entries.has(name)) entries.set(name, one);
  }
  return [...entries.values()];
}

function requireEntries({ revoked, changed }: LicenseStatusPayload): void {
  const most = LICENSING_LIMITS.statusEntries;
  if (revoked.length + changed.length === 0) {
    throw new Fault('USAGE', 'nothing is announced: pass --revoke, --changed, --replaced-by or --base');
  }
  if (revoked.length > most || changed.length > most) {
    throw new Fault('USAGE', `one announcement holds at most ${most} revoked keys and as many changes: begin another`);
  }
}

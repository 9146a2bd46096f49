import { Fault } from '@pksn/domain';
import { certificateFingerprints, groupedFingerprint } from '@pksn/signing';
import type { OfflineLimits, PolicySwitch } from '@pksn/signing';
import { admin, adminGet, adminSend } from '../admin/call';
import { readTextFile } from '../connection/read-text-file';
import { requireFree, requireWritable, writeOutput } from '../files/output-path';
import type { Session } from '../session';
import { applyOptions, changesSettings } from './settings-options';
import type { SettingsOptions, StoredSettings } from './settings-options';

interface IssuedFile {
  readonly serial: number;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly fingerprint: string;
}

interface SettingsAnswer {
  readonly settings: StoredSettings;
  readonly key: { readonly fingerprint: string } | null;
  readonly newest: IssuedFile | null;
  readonly alerts: readonly { readonly sentence: string; readonly next: string }[];
}

const PUBLIC_MODE = 0o644;

/** Remembers the flags, then issues a file with --out, and shows what is set without. */
export async function settings(session: Session, options: SettingsOptions): Promise<void> {
  const { out, force = false } = options;
  if (out !== undefined) {
    await requireWritable(out, '--out');
    await requireFree(out, '--out', force);
  }
  if (options.fetch === true) return fetchNewest(session, options);
  if (changesSettings(options)) await remember(session, options);
  if (options.out === undefined) return show(session, await adminGet<SettingsAnswer>(session, 'provider/settings'));
  await issue(session, options, options.out);
}

/** For whoever may not issue files, such as a customer's administrator; changes nothing. */
async function fetchNewest(session: Session, options: SettingsOptions): Promise<void> {
  const { out, force = false, expires, serialAfter } = options;
  const issues = expires !== undefined || serialAfter !== undefined || changesSettings(options);
  if (out === undefined || issues) throw new Fault('USAGE', '--fetch needs --out, and takes no flag but --force');
  const file = await admin(session, (client) => client.getText('/api/v1/provider/settings-files/newest/file'));
  await writeOutput(out, file, { flag: '--out', mode: PUBLIC_MODE, force });
  session.output.document({ out }, () => `the newest settings file is in ${out}`);
}

async function remember(session: Session, options: SettingsOptions): Promise<void> {
  const before = (await adminGet<SettingsAnswer>(session, 'provider/settings')).settings;
  const { ca } = options;
  const isWord = ca === 'installation' || ca === 'public';
  const pem = ca === undefined ? before.ca : isWord ? ca : await readTextFile(ca, 'certificate file');
  await adminSend(session, 'PUT', 'provider/settings', applyOptions(before, options, pem));
}

async function issue(session: Session, options: SettingsOptions, out: string): Promise<void> {
  const body = {
    ...(options.expires === undefined ? {} : { expiresAt: options.expires }),
    ...(options.serialAfter === undefined ? {} : { serialAfter: options.serialAfter }),
  };
  const { file, ...facts } = await adminSend<IssuedFile & { file: string }>(
    session,
    'POST',
    'provider/settings-files',
    body,
  );
  await writeOutput(out, file, { flag: '--out', mode: PUBLIC_MODE, force: options.force === true });
  const { serial, expiresAt, fingerprint } = facts;
  session.output.document({ out, ...facts }, () => [
    ...file.slice(0, Math.max(0, file.indexOf('\n\n'))).split('\n'),
    `${out}: serial ${serial}, valid until ${expiresAt}`,
    `Fingerprint: ${groupedFingerprint(fingerprint)}`,
    'Hand the fingerprint over by another channel than the file, such as the telephone: the first load asks for it.',
  ]);
}

function show({ output }: Session, answer: SettingsAnswer): void {
  const { settings: set, newest, key, alerts } = answer;
  const { policy } = set;
  output.document(answer, () => [
    `addresses      ${set.addresses.join(', ') || 'of the installation'}`,
    `CA             ${caText(set.ca)}`,
    `proxies        ${policy.proxies.join(', ') || 'none'}`,
    `direct         ${policy.directFallback || policy.proxies.length === 0 ? 'yes' : 'no'}`,
    `requests       ${switchText(policy.requests)}`,
    `contributions  ${switchText(policy.contributions)}`,
    `offline        ${offlineText(set.offline)}`,
    `valid for      ${set.validityDays} days`,
    `newest file    ${newest === null ? 'none yet: --out FILE' : `serial ${newest.serial}, until ${newest.expiresAt}`}`,
    `fingerprint    ${key === null ? 'made with the first file' : key.fingerprint}`,
    ...alerts.flatMap((one) => [one.sentence, `  ${one.next}`]),
  ]);
}

function offlineText(limits: OfflineLimits | null): string {
  if (limits === null) return 'left to the endpoints';
  const { maxAgeHours, beyond, switched } = limits;
  const until = switched === 'cache' ? 'the same' : 'nothing';
  return `kept answers up to ${maxAgeHours} hours, then ${beyond}; ${until} while a switch awaits acceptance`;
}

function caText(ca: string): string {
  if (ca === 'installation') return 'of the installation';
  return ca === 'public' ? 'the authorities that everybody trusts' : certificateFingerprints(ca).join(', ');
}

function switchText({ mode, value }: PolicySwitch): string {
  return mode === 'free' ? 'free' : value ? 'on' : 'off';
}

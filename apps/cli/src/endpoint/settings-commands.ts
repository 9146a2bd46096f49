import { Fault } from '@pksn/domain';
import { EndpointIdentity } from '@pksn/endpoint-client';
import { removeDurable, systemClock } from '@pksn/runtime';
import { POLICY_BEGIN, SETTINGS_BEGIN } from '@pksn/signing';
import type { AcceptedSettings } from '@pksn/signing';
import { endpointFolder, settingsStore } from '../connection/query-target';
import { readTextFile } from '../connection/read-text-file';
import { swappedFile } from '../files/swapped-file';
import type { Session } from '../session';
import { keyStore } from './key-commands';
import { loadPolicy } from './policy-commands';
import type { PolicyOptions } from './policy-commands';
import { settingsDocument, settingsLines } from './settings-view';

/** Shows who the provider is before anything else; a refused file shows nothing. */
export async function load(session: Session, path: string, options: PolicyOptions): Promise<void> {
  const file = await readTextFile(path, 'settings file');
  if (file.includes(POLICY_BEGIN)) return loadPolicy(session, file, options);
  if (options.trust !== undefined) throw new Fault('USAGE', '--trust goes with a policy file of a vendor');
  requireSettings(file, path);
  const now = systemClock.now();
  const fingerprint = options.fingerprint ?? null;
  const accepted = await settingsStore(session.options).load({ file, fingerprint, now });
  const { settings, change, keyChanged } = accepted;
  session.output.document({ ...settingsDocument(settings, now), change, keyChanged }, () => [
    ...settingsLines(settings, now),
    '',
    outcome(accepted),
  ]);
}

export async function show(session: Session): Promise<void> {
  const state = await settingsStore(session.options).current();
  if (state === null) throw new Fault('NOT_FOUND', 'no provider settings are loaded: pksn endpoint load FILE');
  const now = systemClock.now();
  const { settings, loadedAt } = state;
  session.output.document({ ...settingsDocument(settings, now), loadedAt }, () => [
    ...settingsLines(settings, now),
    `Loaded:        ${loadedAt}`,
  ]);
}

const KEY_STAYS =
  'The license key stays, and goes to the provider that is loaded next: for another one, pksn endpoint key set FILE, or forget --all.';

/** With `all` everything that this endpoint keeps, its keys, its id and kept answers included. */
export async function forget(session: Session, options: { yes?: boolean; all?: boolean }): Promise<void> {
  const isAll = options.all === true;
  if (options.yes !== true) {
    const what = isAll ? 'all that this endpoint keeps, its license keys included,' : 'the pinned key of the provider';
    throw new Fault('USAGE', `${what} would be forgotten; pass --yes if that is meant`);
  }
  if (isAll) {
    await removeDurable(endpointFolder(session.options));
    session.output.document({ forgotten: true }, () => 'Everything is forgotten: pksn endpoint load FILE begins anew.');
    return;
  }
  const forgotten = await settingsStore(session.options).forget();
  // What was agreed to with this provider, and the id that it knows, are nothing to the next one.
  await new EndpointIdentity(endpointFolder(session.options)).forget();
  const hasKey = (await keyStore(session).current().catch(() => null)) !== null; // prettier-ignore
  session.output.document({ forgotten }, () => [
    forgotten ? 'The provider is forgotten; the next load asks for a fingerprint.' : 'There was nothing to forget.',
    ...(hasKey ? [KEY_STAYS] : []),
  ]);
}

function outcome({ change, keyChanged }: AcceptedSettings): string {
  if (change === 'unchanged') return 'These settings were loaded before.';
  if (change === 'first') return 'Loaded. The key of this provider is trusted from now on.';
  return keyChanged ? 'Loaded. The provider has changed its key; the old one signed the new one.' : 'Loaded.';
}

/** Fault: USAGE, with what to do about files of other kinds. */
function requireSettings(text: string, path: string): void {
  if (text.includes(SETTINGS_BEGIN)) return;
  const advice = swappedFile(text, 'settings') ?? 'settings files of providers and policy files of vendors are loaded';
  throw new Fault('USAGE', `${path} is no provider settings file; ${advice}`);
}

import { DAY_MS } from '@pksn/licensing';
import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import { openSettings, SIGNING_LIMITS, signSettings } from '@pksn/signing';
import type { ProviderLedger, ProviderSettingsStore, SettingsFileFacts, SettingsFileRow } from '@pksn/store-postgres';
import type { ProviderKeys } from './provider-keys';
import { contentOf } from './settings-content';
import type { Installation, SettingsContent } from './settings-content';
import { judgeSettings, readStored, withoutPem } from './stored-settings';
import type { StoredSettings } from './stored-settings';

/** How far one file may go ahead of the serial numbers that this database knows. */
const SERIAL_JUMP = 1_000_000;

export interface IssueOptions {
  /** Milliseconds since 1970; null: after the days that are set. */
  readonly expiresAt: number | null;
  /** The highest serial number that endpoints are known to hold, after a restore from a backup. */
  readonly serialAfter: number | null;
}

export interface SettingsFileView {
  readonly serial: number;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly issuedBy: string;
  /** Fingerprint of the key that signed it. */
  readonly fingerprint: string;
}

/** What is set for settings files, and the files themselves. */
export class SettingsDesk {
  constructor(
    private readonly store: ProviderSettingsStore,
    private readonly keys: ProviderKeys,
    private readonly installation: Installation,
    private readonly clock: Clock,
  ) {}

  async settings(): Promise<StoredSettings> {
    return readStored(await this.store.reading.stored());
  }

  /** Fault: REQUEST_MALFORMED. */
  async set(given: StoredSettings, actor: string): Promise<StoredSettings> {
    const settings = judgeSettings(given);
    await this.store.alone((ledger) => ledger.store(settings, withoutPem(settings), actor));
    return settings;
  }

  /** What a file of this moment would say. Fault: SETTINGS_INCOMPLETE. */
  async content(ledger: ProviderLedger = this.store.reading): Promise<SettingsContent> {
    const [facts, stored, statements] = [await ledger.facts(), await ledger.stored(), await ledger.statements()];
    return contentOf(facts, readStored(stored), statements, this.installation);
  }

  /** The next file. Faults: SETTINGS_INCOMPLETE, PROVIDER_KEY, REQUEST_MALFORMED. */
  issue(options: IssueOptions, actor: string): Promise<SettingsFileView & { readonly file: string }> {
    return this.store.alone(async (ledger) => {
      const content = await this.content(ledger);
      const { validityDays } = readStored(await ledger.stored());
      const serial = nextSerial(await ledger.file(null), options.serialAfter);
      const now = Math.floor(this.clock.now() / 1000) * 1000;
      const times = { createdAt: plainTime(now), expiresAt: plainTime(expiry(now, options.expiresAt, validityDays)) };
      const { key, successions } = await this.keys.signer(ledger, actor);
      const file = complete(() => signSettings({ ...content, ...times, serial }, key, successions));
      const row: SettingsFileRow = {
        serial,
        issuedAt: new Date(times.createdAt),
        expiresAt: new Date(times.expiresAt),
        issuedBy: actor,
        signedBy: key.keyid,
        provider: { name: content.name, contacts: content.contacts },
        file,
      };
      await ledger.addFile(row);
      return { ...fileView(row), file };
    });
  }

  async files(limit: number): Promise<SettingsFileView[]> {
    return (await this.store.reading.files(limit)).map(fileView);
  }

  /** The text of a file, or of the newest for null. Fault: NOT_FOUND, also for an older one when only the newest may be seen. */
  async file(serial: number | null, newestOnly: boolean): Promise<string> {
    const row = await this.store.reading.file(newestOnly ? null : serial);
    if (row === null || (serial !== null && row.serial !== serial)) {
      throw new Fault('NOT_FOUND', 'there is no such settings file');
    }
    return row.file;
  }

  /** The newest file as endpoints read it; null before the first. */
  async newest(): Promise<ReturnType<typeof openSettings>['settings'] | null> {
    const row = await this.store.reading.file(null);
    return row === null ? null : openSettings(row.file, () => undefined).settings;
  }
}

function nextSerial(newest: SettingsFileFacts | null, serialAfter: number | null): number {
  const last = newest?.serial ?? 0;
  if (serialAfter !== null && serialAfter > last + SERIAL_JUMP) {
    throw new Fault('REQUEST_MALFORMED', `serial numbers go on from ${String(last)}, at most a million ahead`);
  }
  return Math.max(last, serialAfter ?? 0) + 1;
}

function expiry(now: number, given: number | null, validityDays: number): number {
  const at = given ?? now + validityDays * DAY_MS;
  if (at > now && at <= now + SIGNING_LIMITS.settingsValidityDays * DAY_MS) return at;
  throw new Fault(
    'REQUEST_MALFORMED',
    `a file expires later than now, and within ${SIGNING_LIMITS.settingsValidityDays} days`,
  );
}

/** A file that no endpoint could read is refused here, with what is wrong in the provider's own words. */
function complete(sign: () => string): string {
  try {
    return sign();
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'SETTINGS_MALFORMED') throw error;
    throw new Fault('SETTINGS_INCOMPLETE', error.detail, { cause: error });
  }
}

/** Whole seconds. */
function plainTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function fileView(row: SettingsFileFacts): SettingsFileView {
  return {
    serial: row.serial,
    issuedAt: row.issuedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    issuedBy: row.issuedBy,
    fingerprint: row.signedBy,
  };
}

import { Fault } from '@pksn/domain';
import { openSettings } from './open-settings';
import type { OpenedSettings } from './open-settings';
import { requireProviderFingerprint } from './provider-fingerprint';
import type { ProviderSettings, SettingsOrigin } from './settings-payload';
import { followSuccessions } from './succession';

const DAY_MS = 86_400_000;
/** How far a provider's clock may be ahead of the endpoint's. */
const CLOCK_TOLERANCE_MS = DAY_MS;
const EARLY_WARNING_MS = 30 * DAY_MS;

/** What an endpoint keeps of the provider that it trusts. */
export interface PinnedProvider {
  /** The raw Ed25519 key in base64. */
  readonly publicKey: string;
  /** Of the file that was accepted last; the next one must have a higher one. */
  readonly serial: number;
  /** SHA-256 of that file's payload in hex. */
  readonly digest: string;
  /** When that file was made; ISO 8601. The endpoint's clock is not believed to be before it. */
  readonly createdAt: string;
}

export interface SettingsOffer {
  readonly file: string;
  /** Null only where no settings were ever accepted: state that is lost or damaged is not null. */
  readonly pinned: PinnedProvider | null;
  /** As a person gave it; needed when nothing is pinned, and compared whenever it is given. */
  readonly fingerprint: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface AcceptedSettings {
  readonly settings: ProviderSettings;
  /** To be kept, together with the file. */
  readonly pinned: PinnedProvider;
  readonly change: 'first' | 'newer' | 'unchanged';
  /** The provider signs with another key than before. */
  readonly keyChanged: boolean;
  /** Expires within 30 days. */
  readonly expiresSoon: boolean;
}

/**
 * The rules by which an endpoint accepts a settings file: first the whole fingerprint, learned from another channel;
 * then the pinned key or its signed successor, and only rising serial numbers. Nothing is changed by a refusal.
 *
 * Faults: SETTINGS_MALFORMED, SETTINGS_FINGERPRINT_REQUIRED, SETTINGS_FINGERPRINT_MISMATCH, SETTINGS_UNTRUSTED,
 * SETTINGS_SERIAL, SETTINGS_EQUIVOCATION, SETTINGS_TIME, SETTINGS_EXPIRED.
 */
export function acceptSettings({ file, pinned, fingerprint, now }: SettingsOffer): AcceptedSettings {
  const opened = openSettings(file, (origin) => requireTrusted(origin, pinned, fingerprint));
  const { settings, digest } = opened;
  if (pinned !== null) requireRisingSerial(opened, pinned);
  const expiresInMs = requireTimes(settings, pinned, now);
  const { publicKey, serial, createdAt } = settings;
  return {
    settings,
    pinned: { publicKey, serial, digest, createdAt },
    change: pinned === null ? 'first' : pinned.serial === serial ? 'unchanged' : 'newer',
    keyChanged: pinned !== null && pinned.publicKey !== publicKey,
    expiresSoon: expiresInMs <= EARLY_WARNING_MS,
  };
}

function requireTrusted(origin: SettingsOrigin, pinned: PinnedProvider | null, fingerprint: string | null): void {
  // A fingerprint that is given must hold also later: whoever passes it means that key.
  if (pinned === null || fingerprint !== null) requireProviderFingerprint(origin.publicKey, fingerprint);
  if (pinned !== null) followSuccessions(pinned.publicKey, origin.publicKey, origin.successions);
}

/** TUF 5.3.5 and 5.4.3: never back, and never two documents under one number. */
function requireRisingSerial({ settings, digest }: OpenedSettings, pinned: PinnedProvider): void {
  if (settings.serial < pinned.serial) {
    throw new Fault('SETTINGS_SERIAL', `this is serial ${settings.serial}, and serial ${pinned.serial} is loaded`);
  }
  if (settings.serial === pinned.serial && digest !== pinned.digest) {
    throw new Fault('SETTINGS_EQUIVOCATION', `another file of serial ${settings.serial} is loaded`);
  }
}

/** Milliseconds until the file expires. */
function requireTimes(settings: ProviderSettings, pinned: PinnedProvider | null, now: number): number {
  const { createdAt, expiresAt } = settings;
  // The provider's last file is older than this moment: a clock that was set back revives nothing.
  const moment = Math.max(now, pinned === null ? now : Date.parse(pinned.createdAt));
  if (Date.parse(createdAt) > now + CLOCK_TOLERANCE_MS) {
    throw new Fault('SETTINGS_TIME', `the file says that it was made at ${createdAt}`);
  }
  const expiresInMs = Date.parse(expiresAt) - moment;
  if (expiresInMs <= 0) throw new Fault('SETTINGS_EXPIRED', `it expired at ${expiresAt}`);
  return expiresInMs;
}

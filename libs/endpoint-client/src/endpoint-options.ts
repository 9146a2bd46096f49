import type { EndpointPolicy, OfflineLimits, ProviderSettings, StatementDigest, VendorPolicy } from '@pksn/signing';
import type { KeyStore } from './keys/key-store';
import type { LicenseKeys } from './keys/key-ring';
import type { OfflinePolicy } from './lookup/lookup-desk';
import type { Pace } from './pace';

/** Where the service is, who vouches for it, and what its provider lets an endpoint decide. */
export interface ServiceAddress {
  /** `https://HOST:PORT`, in the order to try; `serviceRoutes` makes them of a settings file. */
  readonly origins: readonly string[];
  /** Certificate authorities in PEM, which alone vouch for the service; null: those that the system trusts. */
  readonly ca: string | null;
  readonly policy: Pick<EndpointPolicy, 'requests'> & Partial<Pick<EndpointPolicy, 'contributions'>>;
  /** Tells what is kept of one provider from what is kept of another. */
  readonly provider: string;
  /** Statements whose texts the provider vouches for. */
  readonly statements?: readonly StatementDigest[];
  /** What the provider says of `offline` and `switched`; the options themselves come first. */
  readonly offline?: OfflineLimits;
}

export interface EndpointOptions {
  /** The loaded settings file (`SettingsStore.current`), or an address by hand. */
  readonly service: ProviderSettings | ServiceAddress;
  /** Null: only what needs no key can be asked. Keys of a KeyStore move up there when the service takes the next one. */
  readonly keys: LicenseKeys | KeyStore | null;
  /**
   * A folder of this endpoint alone (0700), for kept answers and for what a person accepted; null: both end with the process.
   * One process at a time keeps answers in it; a second one works without (event `cache-lost`).
   */
  readonly folder: string | null;
  /** 32 hexadecimal digits, random, kept by the application; needed for participation. Left out: none is sent. */
  readonly endpointId?: string;
  /**
   * Left out: nothing is collected. With it `contribute` collects, and sends once a person agreed (`setContributions`). The version
   * is two or three numbers up to 999, such as 12.4 or 12.4.117. `hourly`, if nothing else is said; `when closed` is for programs that
   * end soon, and adds up in `folder` what all of them counted in an hour.
   */
  readonly contributions?: { readonly applicationVersion: string; readonly sent?: 'hourly' | 'when closed' };
  /** Vendors' policies that reached this endpoint by themselves (`PolicyStore.current`); each binds until it ends. */
  readonly policies?: readonly VendorPolicy[];
  /** Bytes of kept answers, about; 0: nothing is kept. 64 MiB if left out. */
  readonly cacheBytes?: number;
  /** Without it: as the provider's settings say, else kept answers up to seven days old, then grey. */
  readonly offline?: OfflinePolicy;
  /** What lookups get while a switch to the global network awaits acceptance: a fault (`off`), or kept answers; as the settings say, else `off`. */
  readonly switched?: 'off' | 'cache';
  /**
   * The first lookups wait up to so many milliseconds until the changes of what is kept are known, so that also a program that ends
   * after a few lookups is given kept answers, and keeps new ones; 0 if left out.
   */
  readonly firstLookMs?: number;
  /** Milliseconds that a call may take if it says nothing else; 30,000 if left out. */
  readonly timeoutMs?: number;
  /** Attempts of one request, the first included; 4 if left out. */
  readonly attempts?: number;
  /** Single asks within so many milliseconds go together; 3 if left out. */
  readonly windowMs?: number;
  /** Milliseconds between two looks for changes where no stream is to be had; 30,000 if left out. */
  readonly pollMs?: number;
  /** Milliseconds of silence after which a connection is given up; 15,000 if left out. */
  readonly silenceMs?: number;
  /** Time and chance; those of the system if left out. */
  readonly pace?: Pace;
}

export const DEFAULTS = {
  policies: [],
  cacheBytes: 64 * 1024 * 1024,
  offline: { maxAgeMs: 7 * 86_400_000, beyond: 'grey' },
  switched: 'off',
  firstLookMs: 0,
  timeoutMs: 30_000,
  attempts: 4,
  windowMs: 3,
  pollMs: 30_000,
  silenceMs: 15_000,
} as const satisfies Partial<EndpointOptions>;

export interface ProviderFacts {
  readonly name: string;
  readonly contacts: readonly string[];
}

export interface PolicySwitch {
  readonly mode: 'free' | 'locked';
  readonly value: boolean;
}

/** What the next settings file will say. */
export interface StoredSettings {
  readonly addresses: readonly string[];
  /** `installation`, `public`, or certificates in PEM. */
  readonly ca: string;
  readonly policy: {
    readonly proxies: readonly string[];
    readonly directFallback: boolean;
    readonly requests: PolicySwitch;
    readonly contributions: PolicySwitch;
  };
  readonly offline: {
    readonly maxAgeHours: number;
    readonly beyond: 'grey' | 'error';
    readonly switched: 'off' | 'cache';
  } | null;
  readonly validityDays: number;
}

export interface SettingsFile {
  readonly serial: number;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly issuedBy: string;
  readonly fingerprint: string;
}

export interface SigningKey {
  readonly fingerprint: string;
  readonly number: number;
  readonly madeAt: string;
}

export interface ProviderSettings {
  readonly settings: StoredSettings;
  readonly key: SigningKey | null;
  readonly newest: SettingsFile | null;
}

export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly fingerprint: string;
  readonly names: readonly string[];
  readonly notBefore: string;
  readonly notAfter: string;
  readonly key: string;
}

export interface Listener {
  readonly process: string;
  readonly instance: string;
  readonly host: string;
  readonly port: number;
  readonly files: { readonly cert: string; readonly key: string };
  readonly isReplacedHere: boolean;
  readonly chain: readonly Certificate[];
  readonly isVouchedFor: boolean | null;
  readonly problem: string | null;
}

export interface TlsView {
  readonly listeners: readonly Listener[];
  readonly former: Certificate | null;
  readonly isRequested: boolean;
}

export type SettingUnit = 'duration' | 'bytes' | 'count' | 'switch';

export interface Setting {
  readonly name: string;
  readonly process: string;
  readonly group: 'limits' | 'retention';
  readonly unit: SettingUnit;
  readonly value: number | boolean;
  readonly origin: 'console' | 'environment' | 'default';
  readonly own: number | boolean;
  readonly default: number | boolean;
  readonly min: number | null;
  readonly max: number | null;
  readonly restart: boolean;
  readonly awaitsRestart: boolean;
  readonly setAt: string | null;
  readonly setBy: string | null;
}

export interface InstallationSettings {
  readonly revision: number;
  readonly settings: readonly Setting[];
  readonly processes: readonly {
    readonly process: string;
    readonly instance: string;
    readonly version: string;
    readonly startedAt: string;
    readonly seenAt: string;
  }[];
}

export const OBJECT_TYPES = ['file', 'url', 'domain', 'ip', 'certificate', 'software'] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];

export interface Restriction {
  readonly objects: readonly ObjectType[];
  readonly mode: 'disabled' | 'sampled';
  readonly sample: number | null;
  readonly notBefore: string | null;
  readonly until: string | null;
  readonly reason: string;
}

export interface Health {
  readonly status: 'ok' | 'attention';
  readonly generation: number | null;
  readonly generationSince: string | null;
  readonly feeds: number;
  readonly importsUnderWay: number;
  readonly submissionApproval: boolean;
  readonly disks: readonly {
    readonly places: readonly string[];
    readonly freeBytes: number | null;
    readonly usedBytes: number;
  }[];
  readonly problems: readonly { readonly code: string; readonly what: string; readonly advice: string }[];
}

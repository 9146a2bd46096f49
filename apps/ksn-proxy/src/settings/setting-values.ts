/** What may be set in the file of a proxy and at the service; the service's word outranks the file's. */
export interface SettingValues {
  /** The longest time for which a verdict, and that nothing is known, are kept; the service may say less to all who ask. */
  readonly 'cache.presentSeconds': number;
  readonly 'cache.absentSeconds': number;
  /** For how long kept answers are given, and keys that were judged good go on, without the link. */
  readonly 'offline.answersHours': number;
  readonly 'offline.keysHours': number;
  /** Of one client's address; null: as many as it likes. */
  readonly 'limits.requestsPerSecond': number | null;
  readonly 'limits.connections': number;
  /** Of contributions that wait for the link, on disk. */
  readonly 'limits.queueBytes': number;
  /** Addresses and networks; null: everybody. */
  readonly allowedClients: readonly string[] | null;
}

export type SettingName = keyof SettingValues;

export const SETTING_DEFAULTS: SettingValues = {
  'cache.presentSeconds': 30 * 86_400,
  'cache.absentSeconds': 30 * 86_400,
  'offline.answersHours': 24,
  'offline.keysHours': 24,
  'limits.requestsPerSecond': null,
  'limits.connections': 20_000,
  'limits.queueBytes': 256 * 1024 * 1024,
  allowedClients: null,
};

export const SETTING_NAMES = Object.keys(SETTING_DEFAULTS) as readonly SettingName[];

/** A setting, and who has set it. */
export interface KnownSetting {
  readonly name: SettingName;
  readonly value: SettingValues[SettingName];
  readonly from: 'service' | 'file' | 'default';
}

/** `{cache: {presentSeconds: 1}}` as `{'cache.presentSeconds': 1}`; what is not set is left out. The form was checked. */
export function flatSettings(nested: object): Partial<SettingValues> {
  const flat: Record<string, unknown> = {};
  for (const name of SETTING_NAMES) {
    const [section, member] = name.split('.') as [string, string | undefined];
    const outer = (nested as Record<string, unknown>)[section];
    const value = member === undefined ? outer : (outer as Record<string, unknown> | undefined)?.[member];
    if (value !== undefined) flat[name] = value;
  }
  return flat as Partial<SettingValues>;
}

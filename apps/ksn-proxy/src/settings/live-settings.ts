import type { KnownSetting, SettingName, SettingValues } from './setting-values';
import { SETTING_DEFAULTS, SETTING_NAMES } from './setting-values';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** Of a verdict, and of that nothing is known; in milliseconds. */
export interface Lifetimes {
  readonly presentMs: number;
  readonly absentMs: number;
}

/** The settings in force: of the service, else of the file, else built in. Whoever holds this sees each change at once. */
export class LiveSettings {
  values: SettingValues;
  presentMs = 0;
  absentMs = 0;
  /** For how long kept answers are given without the link. */
  answersMs = 0;
  /** For how long keys that were judged good go on without it. */
  keysMs = 0;
  private central: Partial<SettingValues> = {};
  private readonly listeners: ((values: SettingValues) => void)[] = [];

  constructor(private readonly file: Partial<SettingValues>) {
    this.values = SETTING_DEFAULTS;
    this.put();
  }

  /** What is set at the service takes the place of what was set there before. */
  use(central: Partial<SettingValues>): void {
    this.central = central;
    this.put();
    for (const heard of this.listeners) heard(this.values);
  }

  /** Hears the settings now and after each change. */
  follow(heard: (values: SettingValues) => void): void {
    this.listeners.push(heard);
    heard(this.values);
  }

  /** How long answers are kept where the service says `said`: what it sets for proxies outranks what it says to all who ask. */
  lifetimesOf(said: Lifetimes): Lifetimes {
    return {
      presentMs: 'cache.presentSeconds' in this.central ? this.presentMs : Math.min(said.presentMs, this.presentMs),
      absentMs: 'cache.absentSeconds' in this.central ? this.absentMs : Math.min(said.absentMs, this.absentMs),
    };
  }

  list(): readonly KnownSetting[] {
    return SETTING_NAMES.map((name) => ({ name, value: this.values[name], from: this.from(name) }));
  }

  private from(name: SettingName): KnownSetting['from'] {
    return name in this.central ? 'service' : name in this.file ? 'file' : 'default';
  }

  private put(): void {
    this.values = { ...SETTING_DEFAULTS, ...this.file, ...this.central };
    this.presentMs = this.values['cache.presentSeconds'] * SECOND_MS;
    this.absentMs = this.values['cache.absentSeconds'] * SECOND_MS;
    this.answersMs = this.values['offline.answersHours'] * HOUR_MS;
    this.keysMs = this.values['offline.keysHours'] * HOUR_MS;
  }
}

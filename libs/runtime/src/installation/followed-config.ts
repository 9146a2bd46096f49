import { Fault } from '@pksn/domain';
import { installationSettingsOf, isInstallationSetting } from './installation-settings';
import type {
  InstallationSettingName,
  InstallationValues,
  ServiceProcess,
  SettingValue,
} from './installation-settings';
import { readSettingValue } from './setting-value';

/**
 * The configuration of a process, where what administrators set for the installation outranks its own. Whoever reads a property of
 * `config` at use follows; whoever keeps its value does not.
 */
export class FollowedConfig<C extends object> {
  /** Of the same form as the process' own. */
  readonly config: C;
  readonly names: readonly InstallationSettingName[];
  private chosen: InstallationValues = {};

  constructor(
    readonly process: ServiceProcess,
    private readonly given: C,
    private readonly onChange: (config: C) => void = () => undefined,
  ) {
    this.names = installationSettingsOf(process).filter((name) => Object.hasOwn(given, name));
    const followed = Object.create(null) as Record<string, unknown>;
    for (const name of Object.keys(given)) {
      const get = (): unknown => (isInstallationSetting(name) ? this.chosen[name] : undefined) ?? this.ownValue(name);
      Object.defineProperty(followed, name, { enumerable: true, get });
    }
    this.config = Object.freeze(followed) as C;
  }

  /** What flags, variables and defaults say. */
  get own(): InstallationValues {
    return Object.fromEntries(this.names.map((name) => [name, this.ownValue(name) as SettingValue]));
  }

  /** Takes over what is set now. What is not of the form, such as another release's, counts as not set. */
  follow(chosen: Readonly<Record<string, unknown>>): void {
    const before = this.chosen;
    this.chosen = Object.fromEntries(
      this.names.flatMap((name) => {
        const value = Object.hasOwn(chosen, name) ? usable(name, chosen[name]) : null;
        return value === null ? [] : [[name, value]];
      }),
    );
    if (this.names.some((name) => before[name] !== this.chosen[name])) this.onChange(this.config);
  }

  private ownValue(name: string): unknown {
    return (this.given as Readonly<Record<string, unknown>>)[name];
  }
}

function usable(name: InstallationSettingName, given: unknown): SettingValue | null {
  try {
    return readSettingValue(name, given);
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

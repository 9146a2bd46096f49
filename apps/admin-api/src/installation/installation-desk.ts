import { INSTALLATION_SETTINGS, installationSettingForm, readSettingValue, requireSettingName } from '@pksn/runtime';
import type { InstallationSettingName, ServiceProcess, SettingUnit, SettingValue } from '@pksn/runtime';
import type {
  ChosenSetting,
  InstallationSettings,
  ProcessReports,
  SeenProcess,
  SettingsWatch,
} from '@pksn/store-postgres';
import type { InstallationSettingsBody } from './installation-requests';

/** A setting as administrators see it, in milliseconds and bytes. */
export interface SettingView {
  readonly name: string;
  readonly process: ServiceProcess;
  readonly group: string;
  readonly unit: SettingUnit;
  readonly value: SettingValue;
  /** Who said so: an administrator here, the process' flags and variables, or nobody. */
  readonly origin: 'console' | 'environment' | 'default';
  /** What holds without a value that was set here. */
  readonly own: SettingValue;
  readonly default: SettingValue;
  readonly min: number | null;
  readonly max: number | null;
  /** Whether processes have to be started anew for it, and whether one that runs still goes by what was before. */
  readonly restart: boolean;
  readonly awaitsRestart: boolean;
  readonly setAt: string | null;
  readonly setBy: string | null;
}

/** Settings of the installation, put together with what its processes say of their own configuration. */
export class InstallationDesk {
  constructor(
    private readonly settings: InstallationSettings,
    private readonly reports: Pick<ProcessReports, 'list'>,
    private readonly watch: Pick<SettingsWatch, 'look'>,
  ) {}

  async list(): Promise<object> {
    const [{ revision, settings }, seen] = await Promise.all([this.settings.chosen(), this.reports.list()]);
    const running = seen.filter(({ isRunning }) => isRunning);
    const names = Object.keys(INSTALLATION_SETTINGS) as InstallationSettingName[];
    return {
      revision,
      settings: names.map((name) => viewOf(name, settings, running)),
      processes: running.map(({ process, instance, version, startedAt, seenAt }) => ({
        process,
        instance,
        version,
        startedAt: startedAt.toISOString(),
        seenAt: seenAt.toISOString(),
      })),
    };
  }

  /** Faults: REQUEST_MALFORMED, SETTINGS_CHANGED. Nothing is set when one of them cannot be. */
  async change({ settings, revision = null }: InstallationSettingsBody, actor: string): Promise<object> {
    const changes = Object.entries(settings).map(([given, value]): [string, SettingValue | null] => {
      const name = requireSettingName(given);
      return [name, value === null ? null : readSettingValue(name, value)];
    });
    await this.settings.change(Object.fromEntries(changes), revision, actor);
    await this.watch.look();
    return this.list();
  }
}

function viewOf(
  name: InstallationSettingName,
  chosen: readonly ChosenSetting[],
  running: readonly SeenProcess[],
): SettingView {
  const { process, group, unit, restart = false, ...form } = installationSettingForm(name);
  const users = running.filter((one) => one.process === process);
  const own = (users.find(({ settings }) => name in settings)?.settings[name] ?? form.default) as SettingValue;
  const set = chosen.find((one) => one.name === name) ?? null;
  return {
    name,
    process,
    group,
    unit,
    value: set?.value ?? own,
    origin: set !== null ? 'console' : own === form.default ? 'default' : 'environment',
    own,
    default: form.default,
    min: form.min ?? null,
    max: form.max ?? null,
    restart,
    awaitsRestart: restart && set !== null && users.some(({ startedAt }) => startedAt < set.setAt),
    setAt: set?.setAt.toISOString() ?? null,
    setBy: set?.setBy ?? null,
  };
}

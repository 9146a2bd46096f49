import { Fault } from '@pksn/domain';
import { Flaw } from '../flaw';
import { setting } from '../setting';
import { installationSettingForm, isInstallationSetting } from './installation-settings';
import type { InstallationSettingName, SettingValue } from './installation-settings';

/** The name as it stands in the table. Fault: REQUEST_MALFORMED. */
export function requireSettingName(name: string): InstallationSettingName {
  if (isInstallationSetting(name)) return name;
  throw new Fault('REQUEST_MALFORMED', 'there is no setting of this name that can be changed while the service runs');
}

/**
 * A value as it was given: a number of milliseconds, bytes or things, a truth value, or the text that a flag takes (`30d`, `true`).
 * Fault: REQUEST_MALFORMED, naming the setting and its bounds.
 */
export function readSettingValue(name: InstallationSettingName, given: unknown): SettingValue {
  const { unit, default: _, ...bounds } = installationSettingForm(name);
  const text = typeof given === 'number' && unit === 'duration' ? `${String(given)}ms` : String(given);
  const isReadable = typeof given === (unit === 'switch' ? 'boolean' : 'number') || typeof given === 'string';
  try {
    if (!isReadable) throw new Flaw(`must be ${unit === 'switch' ? 'true or false' : 'a number'}`);
    if (unit === 'switch') return setting.boolean().parse(text);
    return (unit === 'duration' ? setting.duration(bounds) : setting.integer(bounds)).parse(text);
  } catch (error) {
    if (!(error instanceof Flaw)) throw error;
    const { min = null, max = null } = bounds;
    throw new Fault('REQUEST_MALFORMED', `${name} ${error.message}`, { facts: { setting: name, unit, min, max } });
  }
}

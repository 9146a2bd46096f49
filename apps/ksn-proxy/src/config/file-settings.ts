import { Fault } from '@pksn/domain';
import { PROXY_SETTING_BOUNDS, readProxySettings } from '@pksn/contract';
import type { SettingValues } from '../settings/setting-values';
import { flatSettings } from '../settings/setting-values';
import type { FieldChecks } from './field-checks';

type Fields = Readonly<Record<string, unknown>>;
export type SettingSection = keyof typeof PROXY_SETTING_BOUNDS;

export const SETTING_SECTIONS = Object.keys(PROXY_SETTING_BOUNDS) as readonly SettingSection[];

/** The members of a section that may be set centrally, too. */
export const settingsOfSection = (section: SettingSection): readonly string[] =>
  Object.keys(PROXY_SETTING_BOUNDS[section]);

/** What the file sets of all that may be set centrally, within the same bounds; what it does not name is left out. */
export function fileSettings(check: FieldChecks, file: Fields): Partial<SettingValues> {
  const settings: Record<string, unknown> = {};
  for (const section of SETTING_SECTIONS) {
    const bounds = PROXY_SETTING_BOUNDS[section] as Readonly<Record<string, readonly [number, number]>>;
    const given = (file[section] ?? {}) as Fields;
    const set = Object.entries(bounds).filter(([name]) => given[name] !== undefined);
    settings[section] = Object.fromEntries(
      set.map(([name, [least, most]]) => {
        return [name, check.count(given[name], `${section}.${name}`, { least, most, without: least })];
      }),
    );
  }
  const { allowedClients } = file;
  if (allowedClients !== undefined) settings['allowedClients'] = clientsOf(check, allowedClients);
  return flatSettings(settings);
}

function clientsOf(check: FieldChecks, allowedClients: unknown): readonly string[] {
  try {
    return readProxySettings({ allowedClients }).allowedClients ?? [];
  } catch (error) {
    check.violations.push(Fault.from(error).detail);
    return [];
  }
}

import type { Setting } from './setting';

export type ConfigSchema = Readonly<Record<string, Setting<unknown>>>;

function words(property: string): string[] {
  return property.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(' ');
}

export function flagName(property: string, one: Setting<unknown>): string {
  return words(property).join('-').toLowerCase() + one.suffix.replace('_', '-').toLowerCase();
}

export function variableName(property: string, one: Setting<unknown>): string {
  return `PKSN_${words(property).join('_').toUpperCase()}${one.suffix}`;
}

/** Every variable that a schema reads, for checks of deployment files. */
export function variableNames(schema: ConfigSchema): string[] {
  return Object.entries(schema).map(([property, one]) => variableName(property, one));
}

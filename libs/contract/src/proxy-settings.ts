import { Fault } from '@pksn/domain';
import { isAddressRange } from './address-range';

/** What is set centrally for a proxy; what is not named is as its own configuration has it. */
export interface ProxySettings {
  /** The longest time for which a verdict, and that nothing is known, are kept. */
  readonly cache?: { readonly presentSeconds?: number; readonly absentSeconds?: number };
  /** For how long a proxy answers, and believes license keys, while it cannot reach the service. */
  readonly offline?: { readonly answersHours?: number; readonly keysHours?: number };
  readonly limits?: {
    readonly requestsPerSecond?: number;
    readonly connections?: number;
    readonly queueBytes?: number;
  };
  /** Ranges of addresses such as 10.0.0.0/8, or single addresses, from which endpoints may ask. */
  readonly allowedClients?: readonly string[];
}

/** The sections whose members are whole numbers: least and most of each. */
export const PROXY_SETTING_BOUNDS = {
  cache: { presentSeconds: [1, 30 * 86_400], absentSeconds: [1, 30 * 86_400] },
  offline: { answersHours: [0, 24 * 366], keysHours: [0, 24 * 366] },
  limits: {
    requestsPerSecond: [1, 1_000_000],
    connections: [1, 1_000_000],
    queueBytes: [1_048_576, 1_099_511_627_776],
  },
} as const;

export const PROXY_ALLOWED_CLIENTS = 256;
const RANGE_CHARS = 49;

type Schema = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, unknown>>;

export const PROXY_SETTINGS_SCHEMA: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...Object.fromEntries(
      Object.entries(PROXY_SETTING_BOUNDS).map(([name, members]) => [name, sectionSchema(members)]),
    ),
    allowedClients: {
      type: 'array',
      minItems: 1,
      maxItems: PROXY_ALLOWED_CLIENTS,
      uniqueItems: true,
      items: { type: 'string', maxLength: RANGE_CHARS },
    },
  },
};

/** Reads what may come from anybody. Fault: REQUEST_MALFORMED, naming the member, never its value. */
export function readProxySettings(value: unknown): ProxySettings {
  const file = fieldsOf(value, 'settings', [...Object.keys(PROXY_SETTING_BOUNDS), 'allowedClients']);
  const read: Record<string, unknown> = {};
  for (const [section, bounds] of Object.entries(PROXY_SETTING_BOUNDS)) {
    if (file[section] !== undefined) read[section] = numbersOf(file[section], section, bounds);
  }
  if (file['allowedClients'] !== undefined) read['allowedClients'] = rangesOf(file['allowedClients']);
  return read;
}

/** `own` outranks `defaults` member by member; the allowed clients are one member. */
export function mergeProxySettings(defaults: ProxySettings, own: ProxySettings): ProxySettings {
  const merged: Record<string, unknown> = {};
  for (const section of Object.keys(PROXY_SETTING_BOUNDS) as (keyof typeof PROXY_SETTING_BOUNDS)[]) {
    if (defaults[section] ?? own[section]) merged[section] = { ...defaults[section], ...own[section] };
  }
  const allowedClients = own.allowedClients ?? defaults.allowedClients;
  return { ...merged, ...(allowedClients === undefined ? {} : { allowedClients }) };
}

function numbersOf(
  value: unknown,
  section: string,
  bounds: Readonly<Record<string, readonly [number, number]>>,
): Fields {
  const fields = fieldsOf(value, section, Object.keys(bounds));
  for (const [name, number] of Object.entries(fields)) {
    const [least, most] = bounds[name] as readonly [number, number];
    const isWhole = typeof number === 'number' && Number.isSafeInteger(number);
    if (!isWhole || number < least || number > most)
      throw malformed(`${section}.${name}`, `must be a whole number from ${String(least)} to ${String(most)}`);
  }
  return fields;
}

function rangesOf(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  const isRight = list.length > 0 && list.length <= PROXY_ALLOWED_CLIENTS && new Set(list).size === list.length;
  if (!isRight || !list.every((one) => typeof one === 'string' && isAddressRange(one))) {
    const most = String(PROXY_ALLOWED_CLIENTS);
    throw malformed(
      'allowedClients',
      `must be a list of 1 to ${most} addresses or ranges such as 10.0.0.0/8, each once`,
    );
  }
  return list as string[];
}

function fieldsOf(value: unknown, place: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(place, 'must be an object');
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) throw malformed(place, `has a member that is not one of ${known.join(', ')}`);
  return { ...value };
}

function malformed(place: string, what: string): Fault {
  return new Fault('REQUEST_MALFORMED', `${place} ${what}`, { facts: { field: place } });
}

function sectionSchema(members: Readonly<Record<string, readonly [number, number]>>): Schema {
  const properties = Object.entries(members).map(([name, [minimum, maximum]]) => [
    name,
    { type: 'integer', minimum, maximum },
  ]);
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) as Schema };
}

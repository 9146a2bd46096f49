import { Fault } from '@pksn/domain';
import type { EndpointPolicy, OfflineLimits, PolicySwitch } from '@pksn/signing';
import type { Command } from 'commander';
import { dateOrTime, listOf, oneOf, wholeNumber, yesNo } from '../options';

const VALIDITY_DAYS = 3_660;
const YEAR_HOURS = 8_760;
const SWITCH_WORDS = ['free', 'on', 'off'] as const;
type SwitchWord = (typeof SWITCH_WORDS)[number];

/** The flags of `pksn provider settings`; what is not given stays as it was. */
export interface SettingsOptions {
  readonly out?: string;
  readonly show?: boolean;
  readonly fetch?: boolean;
  readonly force?: boolean;
  readonly address?: readonly string[];
  /** A file, or one of the words `installation` and `public`. */
  readonly ca?: string;
  readonly proxy?: readonly string[];
  readonly direct?: boolean;
  readonly requests?: SwitchWord;
  readonly contributions?: SwitchWord;
  /** Hours; null: files say nothing of it. */
  readonly offline?: number | null;
  readonly beyond?: OfflineLimits['beyond'];
  readonly switched?: OfflineLimits['switched'];
  readonly days?: number;
  readonly expires?: string;
  readonly serialAfter?: number;
}

export function declareSettingsOptions(command: Command): Command {
  return command
    .option('--out <file>', 'issue the next settings file')
    .option('--fetch', 'write the newest file to --out instead, as it was issued')
    .option('--force', 'overwrite --out')
    .option('--show', 'show what is set; the default without --out')
    .option('--address <url>', 'where endpoints ask, in order; "installation" for what the service knows', listOf)
    .option('--ca <file>', 'certificates that vouch for it; "installation", or "public" for those that all trust')
    .option('--proxy <url>', 'proxies to ask first, in order; "none" for none', listOf)
    .option('--direct <yes|no>', 'whether endpoints that reach no proxy ask the service itself', yesNo)
    .option('--requests <free|on|off>', 'who decides about requests: the endpoint, or this', oneOf(SWITCH_WORDS))
    .option('--contributions <free|on|off>', 'the same for what endpoints contribute', oneOf(SWITCH_WORDS))
    .option(
      '--offline <hours>',
      'up to which age endpoints give kept answers without the service; "none" leaves it to them',
      hours,
    )
    .option('--beyond <grey|error>', 'what they give beyond that age', oneOf(['grey', 'error']))
    .option(
      '--switched <off|cache>',
      'what they give until a switch to the global network is accepted',
      oneOf(['off', 'cache']),
    )
    .option('--days <n>', 'how long files are valid', wholeNumber(1, VALIDITY_DAYS))
    .option('--expires <date>', 'when this one file ends', dateOrTime)
    .option(
      '--serial-after <n>',
      'after a restore: the highest serial number that endpoints hold',
      wholeNumber(0, Number.MAX_SAFE_INTEGER),
    );
}

/** What the admin API keeps for the next file. */
export interface StoredSettings {
  readonly addresses: readonly string[];
  readonly ca: string;
  readonly policy: EndpointPolicy;
  readonly offline: OfflineLimits | null;
  readonly validityDays: number;
}

/** The stored settings with the flags applied; `ca` is read already. */
export function applyOptions(stored: StoredSettings, options: SettingsOptions, ca: string): StoredSettings {
  const { policy } = stored;
  return {
    addresses: options.address === undefined ? stored.addresses : withoutWord(options.address, 'installation'),
    ca,
    policy: {
      proxies: options.proxy === undefined ? policy.proxies : withoutWord(options.proxy, 'none'),
      directFallback: options.direct ?? policy.directFallback,
      requests: switchOf(options.requests, true) ?? policy.requests,
      contributions: switchOf(options.contributions, false) ?? policy.contributions,
    },
    offline: offlineOf(stored.offline, options),
    validityDays: options.days ?? stored.validityDays,
  };
}

/** Whether a flag was given that is remembered. */
export function changesSettings(options: SettingsOptions): boolean {
  const { address, ca, proxy, direct, requests, contributions, days } = options;
  const { offline, beyond, switched } = options;
  return [address, ca, proxy, direct, requests, contributions, offline, beyond, switched, days].some(
    (one) => one !== undefined,
  );
}

function withoutWord(list: readonly string[], word: string): readonly string[] {
  return list.length === 1 && list[0] === word ? [] : list;
}

function switchOf(word: SwitchWord | undefined, start: boolean): PolicySwitch | null {
  if (word === undefined) return null;
  return word === 'free' ? { mode: 'free', value: start } : { mode: 'locked', value: word === 'on' };
}

/** Hours and what is beyond go together: the first needs both. Faults: USAGE. */
function offlineOf(
  stored: OfflineLimits | null,
  { offline, beyond, switched }: Pick<SettingsOptions, 'offline' | 'beyond' | 'switched'>,
): OfflineLimits | null {
  const isLifted = offline === null || (offline === undefined && stored === null);
  if (isLifted && (beyond !== undefined || switched !== undefined))
    throw new Fault('USAGE', '--beyond and --switched need --offline HOURS');
  if (isLifted) return null;
  return {
    maxAgeHours: offline ?? stored?.maxAgeHours ?? 0,
    beyond: beyond ?? stored?.beyond ?? 'grey',
    switched: switched ?? stored?.switched ?? 'off',
  };
}

function hours(text: string): number | null {
  return text === 'none' ? null : wholeNumber(0, YEAR_HOURS)(text);
}

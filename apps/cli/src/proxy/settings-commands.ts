import { readProxySettings } from '@pksn/contract';
import type { ProxySettings } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { Command } from 'commander';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { readTextFile } from '../connection/read-text-file';
import { listOf, wholeNumber } from '../options';
import type { Session } from '../session';
import { settingLines } from './proxy-view';
import type { ProxyDefaultsView, WholeProxyView } from './proxy-view';

/** Flags and the members that they set. */
const MEMBERS = {
  presentSeconds: 'cache.presentSeconds',
  absentSeconds: 'cache.absentSeconds',
  answersHours: 'offline.answersHours',
  keysHours: 'offline.keysHours',
  requestsPerSecond: 'limits.requestsPerSecond',
  connections: 'limits.connections',
  queueBytes: 'limits.queueBytes',
  allowedClients: 'allowedClients',
} as const;

interface SetOptions extends Partial<Record<keyof typeof MEMBERS, unknown>> {
  readonly all?: boolean;
  readonly file?: string;
  readonly unset?: readonly string[];
}

type Draft = Record<string, unknown>;

const number = wholeNumber(0, Number.MAX_SAFE_INTEGER);

export function declareSetOptions(command: Command): Command {
  return command
    .option('--all', 'what is set for all proxies, in place of one')
    .option('--present-seconds <n>', 'the longest time for which a verdict is kept', number)
    .option('--absent-seconds <n>', 'the longest time for which it is kept that nothing is known', number)
    .option('--answers-hours <n>', 'for how long kept answers are given without the link', number)
    .option('--keys-hours <n>', 'for how long license keys are believed without the link', number)
    .option('--requests-per-second <n>', 'of one client', number)
    .option('--connections <n>', 'at once', number)
    .option('--queue-bytes <n>', 'for contributions that wait for the link', number)
    .option('--allowed-clients <ranges...>', 'who may ask, such as 10.0.0.0/8; after commas or spaces', listOf)
    .option('--unset <members...>', 'leave members to others again, such as cache.presentSeconds or limits', listOf)
    .option('--file <file>', 'all settings anew, from JSON; {} sets none');
}

export async function showSettings(session: Session, name: string | undefined): Promise<void> {
  if (name === undefined) {
    const defaults = await adminGet<ProxyDefaultsView>(session, 'proxy-defaults');
    return print(session, defaults, 'for all proxies', defaults.settings);
  }
  const { settings, effective, settingsRevision } = await adminGet<WholeProxyView>(session, `proxies/${pathOf(name)}`);
  const rows = settingLines(effective).map(([member, value]) => [
    member,
    value,
    isOwn(settings, member) ? 'own' : 'all',
  ]);
  session.output.table(
    { settings, effective, revision: settingsRevision },
    ['SETTING', 'VALUE', 'SET FOR'],
    rows,
    `nothing is set for ${name}`,
  );
}

/** Of one proxy, or with --all of all. What is not named stays, but for --file. */
export async function setSettings(session: Session, name: string | undefined, options: SetOptions): Promise<void> {
  if ((name === undefined) !== (options.all === true)) throw new Fault('USAGE', 'name one proxy, or pass --all');
  const place = name === undefined ? 'proxy-defaults' : `proxies/${pathOf(name)}`;
  const before = await adminGet<Partial<ProxyDefaultsView & WholeProxyView>>(session, place);
  const settings = await changed(before.settings ?? {}, options);
  const revision = String(before.settingsRevision ?? before.revision ?? 0);
  const target = `${name === undefined ? place : `${place}/settings`}?revision=${revision}`;
  const after = await adminSend<{ settings: ProxySettings }>(session, 'PUT', target, settings);
  print(session, after, name === undefined ? 'for all proxies' : `for ${name}`, after.settings);
}

async function changed(before: ProxySettings, options: SetOptions): Promise<ProxySettings> {
  const { file, unset = [] } = options;
  const flags = Object.entries(MEMBERS).filter(([flag]) => options[flag as keyof typeof MEMBERS] !== undefined);
  if (file !== undefined) {
    if (flags.length > 0 || unset.length > 0) throw new Fault('USAGE', '--file goes with no other setting');
    return read(parsed(await readTextFile(file, 'settings file'), file));
  }
  if (flags.length === 0 && unset.length === 0) throw new Fault('USAGE', 'pass what to set, --unset, or --file');
  const draft = unset.reduce(without, { ...before } as Draft);
  for (const [flag, member] of flags) put(draft, member, options[flag as keyof typeof MEMBERS]);
  return read(draft);
}

function put(draft: Draft, member: string, value: unknown): void {
  const [section = '', name] = member.split('.');
  draft[section] = name === undefined ? value : { ...(draft[section] as Draft | undefined), [name]: value };
}

/** Without a member, or a section with all of it. Fault: USAGE. */
function without(draft: Draft, member: string): Draft {
  const known = Object.values(MEMBERS) as readonly string[];
  if (!known.some((one) => one === member || one.startsWith(`${member}.`)))
    throw new Fault('USAGE', `--unset ${member.slice(0, 60)}: members are ${known.join(', ')}`);
  const [section = '', name] = member.split('.');
  const { [section]: held, ...rest } = draft;
  if (name === undefined) return rest;
  const kept = Object.entries((held ?? {}) as Draft).filter(([one]) => one !== name);
  return kept.length === 0 ? rest : { ...rest, [section]: Object.fromEntries(kept) };
}

function read(value: unknown): ProxySettings {
  try {
    return readProxySettings(value);
  } catch (cause) {
    throw cause instanceof Fault ? new Fault('USAGE', cause.detail, { cause, facts: cause.facts }) : cause;
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Fault('USAGE', `the settings file ${path} is not JSON`, { cause });
  }
}

function isOwn(settings: ProxySettings, member: string): boolean {
  return settingLines(settings).some(([one]) => one === member);
}

function print({ output }: Session, answer: unknown, whom: string, settings: ProxySettings): void {
  output.table(answer, ['SETTING', 'VALUE'], settingLines(settings), `nothing is set ${whom}`);
}

import { Fault } from '@pksn/domain';
import { adminGet, adminSend } from '../admin/call';
import { settingText } from '../installation/setting-text';
import type { SettingView } from '../installation/setting-text';
import type { Registrar, Session } from '../session';

interface SettingsView {
  readonly revision: number;
  readonly settings: readonly SettingView[];
}

export const register: Registrar = (program, run) => {
  const settings = program
    .command('settings')
    .description('limits and retention that are set while the service runs; they outrank flags and variables');
  settings.command('list').description('every setting, its value and who said so').action(run(list));
  settings
    .command('set <name=value...>')
    .description('set one or more, such as sampleRetention=30d takeSamples=false; processes follow within seconds')
    .action(run(set));
  settings
    .command('unset <names...>')
    .description('go by what the processes themselves are configured with again')
    .action(run(unset));
};

async function list(session: Session): Promise<void> {
  print(session, await adminGet<SettingsView>(session, 'settings'));
}

async function set(session: Session, assignments: readonly string[]): Promise<void> {
  const pairs = assignments.map((one): [string, string] => {
    const [, name = '', value] = /^([A-Za-z]+)=(.+)$/.exec(one) ?? [];
    if (value === undefined) throw new Fault('USAGE', 'pass NAME=VALUE, such as sampleRetention=30d');
    return [name, value];
  });
  await change(session, Object.fromEntries(pairs));
}

async function unset(session: Session, names: readonly string[]): Promise<void> {
  await change(session, Object.fromEntries(names.map((name) => [name, null])));
}

async function change(session: Session, settings: Readonly<Record<string, string | null>>): Promise<void> {
  print(session, await adminSend<SettingsView>(session, 'PUT', 'settings', { settings }));
}

function print({ output }: Session, answer: SettingsView): void {
  const rows = answer.settings.map((one) => [
    one.name,
    settingText(one, one.value),
    one.origin === 'console' ? `set by ${one.setBy ?? 'somebody'}` : one.origin,
    settingText(one, one.default),
    one.process,
    one.awaitsRestart ? 'after a restart' : '',
  ]);
  output.table(answer, ['SETTING', 'VALUE', 'FROM', 'DEFAULT', 'PROCESS', 'IN FORCE'], rows, 'nothing can be set');
}

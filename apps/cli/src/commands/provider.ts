import { Fault } from '@pksn/domain';
import { adminGet, adminSend } from '../admin/call';
import { fingerprint, rotateKey } from '../provider/key-commands';
import { declareRestrictOptions, restrict } from '../provider/restrict-command';
import { settings } from '../provider/settings-command';
import { declareSettingsOptions } from '../provider/settings-options';
import type { Registrar, Session } from '../session';

interface ProviderView {
  readonly name: string;
  readonly contacts: readonly string[];
}

export const register: Registrar = (program, run) => {
  const provider = program.command('provider').description('who runs this service');
  provider
    .command('set')
    .description('change the name or the contacts that customers see')
    .option('--name <name>', 'name of the provider')
    .option(
      '--contact <contact>',
      'address or number; give it again for more',
      (one: string, before: string[] = []) => [...before, one],
    )
    .action(run(set));
  provider.command('show').description('show what customers see').action(run(show));
  declareSettingsOptions(
    provider.command('settings').description('the file that tells endpoints who the provider is and where it answers'),
  ).action(run(settings));
  declareRestrictOptions(
    provider
      .command('restrict <objects>')
      .description('take no requests, or those of a share of endpoints, for kinds after commas or all; "list" lists'),
  ).action(run(restrict));
  provider
    .command('fingerprint')
    .description('fingerprint of the key that signs settings files, for another channel than the file')
    .action(run(fingerprint));
  provider
    .command('rotate-key')
    .description('replace that key by a successor that it signs; endpoints follow with the next settings file')
    .action(run(rotateKey));
};

async function set(session: Session, options: { name?: string; contact?: string[] }): Promise<void> {
  if (options.name === undefined && options.contact === undefined) throw new Fault('USAGE', 'pass --name or --contact');
  const before = await adminGet<ProviderView | null>(session, 'provider');
  const body = { name: options.name ?? before?.name ?? '', contacts: options.contact ?? before?.contacts ?? [] };
  await adminSend(session, 'PUT', 'provider', body);
  print(session, body);
}

async function show(session: Session): Promise<void> {
  print(session, await adminGet<ProviderView>(session, 'provider'));
}

function print({ output }: Session, provider: ProviderView): void {
  output.document(provider, () => [provider.name, ...provider.contacts.map((one) => `  ${one}`)]);
}

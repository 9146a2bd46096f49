import { listOf, wholeNumber } from '../options';
import { declareSteering } from '../proxy/declare-steering';
import { enroll } from '../proxy/enroll-command';
import { list, revoke, show } from '../proxy/register-commands';
import { renew } from '../proxy/renew-command';
import { declareSetOptions, setSettings, showSettings } from '../proxy/settings-commands';
import type { Registrar } from '../session';

const PORT = wholeNumber(0, 65_535);
const DEFAULT_PORT = 13_111;
const PAGE = wholeNumber(1, 500);

export const register: Registrar = (program, run) => {
  const proxy = program.command('proxy').description('proxies of sites: enrol, look at, steer');
  proxy
    .command('enroll <name>')
    .description("make a proxy's keys and certificates here, register it, and write a folder that it starts with")
    .requiredOption('--out <dir>', 'folder for the bundle: keys, certificates, proxy.json')
    .option('--customer <id>', 'deliver for the licenses of this customer alone; default: for all')
    .option('--host <names...>', 'host names and addresses by which endpoints reach it', listOf)
    .option('--port <n>', 'port on which it listens; 0: any free one', PORT, DEFAULT_PORT)
    .option('--status-port <n>', 'port of its status page, for its own machine alone', PORT, DEFAULT_PORT + 1)
    .option('--upstream <urls...>', 'whom it asks: the service, or a proxy above; default: the service', listOf)
    .option('--upstream-ca <file>', 'who vouches for the upstream; default: who does for the service')
    .option('--authority <dir>', 'folder with ca.pem and ca.key that issues; default: that of a service that runs here')
    .option('--server-cert <file>', 'a server certificate of your own, in PEM')
    .option('--server-key <file>', 'its key')
    .option('--force', 'write into a folder that is not empty')
    .action(run(enroll));
  proxy
    .command('list')
    .description('list the proxies')
    .option('--customer <id>', 'of this customer only')
    .option('--revoked', 'revoked ones, too')
    .option('--limit <n>', 'how many', PAGE)
    .option('--cursor <cursor>', 'where a page before ended')
    .option('--all', 'every page')
    .action(run(list));
  proxy
    .command('show <name>')
    .description('a proxy by name or id: certificates, last seen, what is set for it')
    .action(run(show));
  proxy
    .command('renew <name>')
    .description('new keys and certificates in its bundle; those before stay good until they end or are revoked')
    .requiredOption('--bundle <dir>', 'folder that pksn proxy enroll made')
    .option('--authority <dir>', 'folder with ca.pem and ca.key that issues; default: that of a service that runs here')
    .option('--server-cert <file>', 'a server certificate of your own, in PEM')
    .option('--server-key <file>', 'its key')
    .action(run(renew));
  proxy
    .command('revoke <name>')
    .description('void a proxy for good: it delivers nothing any more')
    .option('--certificate <fingerprint>', 'only this certificate of it')
    .option('--yes', 'do not ask')
    .action(run(revoke));
  declareSteering(proxy, run);
  const settings = proxy.command('settings').description('what is set centrally, for all proxies or for one');
  settings.command('show [name]').description('what is set for all, or for one').action(run(showSettings));
  declareSetOptions(
    settings.command('set [name]').description('change what is set for one, or with --all for all'),
  ).action(run(setSettings));
};

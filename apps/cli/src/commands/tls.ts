import { Fault } from '@pksn/domain';
import { readTextFile } from '../connection/read-text-file';
import { adminGet, adminSend } from '../admin/call';
import { requireFree, writeOutput } from '../files/output-path';
import { listOf } from '../options';
import type { Registrar, Session } from '../session';

interface CertificateView {
  readonly subject: string;
  readonly names: readonly string[];
  readonly notAfter: string;
  readonly fingerprint: string;
}

interface TlsView {
  readonly listeners: readonly {
    readonly process: string;
    readonly instance: string;
    readonly isReplacedHere: boolean;
    readonly chain: readonly CertificateView[];
    readonly problem: string | null;
  }[];
  readonly former: CertificateView | null;
  readonly isRequested: boolean;
}

export const register: Registrar = (program, run) => {
  const tls = program.command('tls').description('the certificates by which clients know the service');
  tls.command('show').description('every listener with its certificate, and what is wrong with it').action(run(show));
  tls
    .command('request')
    .description('make a key on the server and the request for its certificate: no private key travels')
    .option('--host <names...>', 'host names and addresses; default: those in use', listOf)
    .requiredOption('--out <file>', 'file for the request (PKCS #10, PEM)')
    .option('--force', 'overwrite --out')
    .action(run(request));
  tls
    .command('replace <certificate>')
    .description('a chain in PEM for the key of the request, or for the one in use; processes take it within seconds')
    .option('--key <file>', 'its private key in PEM, in place of those')
    .option('--force', 'even if it does not name the address in use, or the CA of the service does not vouch for it')
    .action(run(replace));
  tls
    .command('revert')
    .description('go back to the certificate before')
    .option('--force', 'even if clients would refuse it')
    .action(run(revert));
};

async function show(session: Session): Promise<void> {
  print(session, await adminGet<TlsView>(session, 'tls'));
}

async function request(session: Session, options: { host?: string[]; out: string; force?: boolean }): Promise<void> {
  await requireFree(options.out, '--out', options.force === true);
  const body = options.host === undefined ? {} : { names: options.host };
  const answer = await adminSend<{ request: string; names: string[] }>(session, 'POST', 'tls/request', body);
  await writeOutput(options.out, answer.request, { flag: '--out', mode: 0o644, force: options.force === true });
  session.output.document(answer, () => [`a request for ${answer.names.join(', ')} is in ${options.out}`]);
}

async function replace(session: Session, path: string, options: { key?: string; force?: boolean }): Promise<void> {
  const certificate = await readTextFile(path, 'certificate');
  if (certificate.includes('PRIVATE KEY')) throw new Fault('USAGE', `${path} holds a private key: pass it with --key`);
  const key = options.key === undefined ? {} : { key: await readTextFile(options.key, 'key') };
  const body = { certificate, ...key, force: options.force === true };
  print(session, await adminSend<TlsView>(session, 'PUT', 'tls', body));
}

async function revert(session: Session, options: { force?: boolean }): Promise<void> {
  print(session, await adminSend<TlsView>(session, 'POST', 'tls/revert', { force: options.force === true }));
}

function print({ output }: Session, answer: TlsView): void {
  const rows = answer.listeners.map(({ process, instance, chain: [leaf], problem }) => [
    `${process} ${instance}`,
    leaf?.notAfter.slice(0, 10) ?? '–',
    leaf?.fingerprint.slice(0, 16) ?? '–',
    leaf?.names.join(', ') ?? '–',
    problem ?? 'good',
  ]);
  output.table(answer, ['LISTENER', 'UNTIL', 'FINGERPRINT', 'NAMES', 'STATE'], rows, 'nothing listens');
}

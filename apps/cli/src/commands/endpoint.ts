import { connectQuery, withClient } from '../connection/connect';
import { readTextFile } from '../connection/read-text-file';
import { forget, load, show } from '../endpoint/settings-commands';
import type { Registrar, Session } from '../session';

export const register: Registrar = (program, run) => {
  const endpoint = program.command('endpoint').description('what an endpoint does for itself');
  endpoint
    .command('load <settings-file>')
    .description("load the provider's settings file; shows whose it is, and keeps its key for the next ones")
    .option('--fingerprint <hex>', "fingerprint of the provider's key, from another channel; needed at the first load")
    .action(run(load));
  endpoint.command('settings').description('show the provider settings that are loaded').action(run(show));
  endpoint
    .command('forget')
    .description("forget the provider's settings and key, to load another provider's or after damage")
    .option('--yes', 'that is meant')
    .action(run(forget));
  endpoint
    .command('submit <license-file>')
    .description('submit the license file of a new key to the provider')
    .action(run(submit));
};

async function submit(session: Session, path: string): Promise<void> {
  const text = await readTextFile(path, 'license file');
  const answer = await withClient(connectQuery(session.options, false), (client) =>
    client.sendJson('POST', '/v1/license-submissions', { file: text }),
  );
  session.output.document(answer, () => {
    const { state, fingerprint } = (answer ?? {}) as { state?: string; fingerprint?: string };
    return `${path}: key ${fingerprint ?? ''} is ${state ?? 'submitted'}`;
  });
}

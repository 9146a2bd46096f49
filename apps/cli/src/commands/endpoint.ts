import { connectQuery, withClient } from '../connection/connect';
import { readTextFile } from '../connection/read-text-file';
import type { Registrar, Session } from '../session';

export const register: Registrar = (program, run) => {
  const endpoint = program.command('endpoint').description('what an endpoint does for itself');
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

import type { Command } from 'commander';
import { Fault } from '@pksn/domain';
import type { EndpointClient } from '@pksn/endpoint-client';
import { connectQuery, withQuery } from '../connection/connect';
import { readTextFile } from '../connection/read-text-file';
import { resetId, showId } from '../endpoint/id-commands';
import { setKey, showKeys } from '../endpoint/key-commands';
import { acceptNetwork } from '../endpoint/network-commands';
import { participate } from '../endpoint/participate-command';
import { send } from '../endpoint/send-command';
import { forget, load, show } from '../endpoint/settings-commands';
import { statement } from '../endpoint/statement-command';
import { status } from '../endpoint/status-command';
import { swappedFile } from '../files/swapped-file';
import { stateText } from '../license/submission-text';
import { oneOf, wholeNumber, yesNo } from '../options';
import type { Registrar, Session } from '../session';

export const register: Registrar = (program, run) => {
  const endpoint = program.command('endpoint').description('what an endpoint does for itself');
  endpoint
    .command('load <file>')
    .description("load the provider's settings file (shows whose it is, keeps its key), or a vendor's policy file")
    .option(
      '--fingerprint <hex>',
      "fingerprint of the provider's key or the vendor's trust root, from another channel; needed at the first load",
    )
    .option('--trust <file>', "with a policy file: the vendor's trust root; needed for its first one")
    .action(run(load));
  endpoint
    .command('status')
    .description(
      'all of this endpoint on one page: provider, network, service and restrictions, keys, what was agreed, what to do',
    )
    .action(run(status));
  endpoint.command('settings').description('show the provider settings that are loaded').action(run(show));
  endpoint
    .command('forget')
    .description("forget the provider's settings and key, to load another provider's or after damage")
    .option('--all', 'all that this endpoint keeps: keys, id, what was accepted, policies, kept answers')
    .option('--yes', 'that is meant')
    .action(run(forget));
  endpoint
    .command('statement')
    .description('show the statement that is in force, and whether it was accepted here')
    .option('--language <id>', 'language of the text; default: English where there is one')
    .action(run(statement));
  const accepting = (command: Command): Command =>
    command
      .option('--language <id>', 'language of the statement')
      .option(
        '--accept <id>',
        'for scripts: somebody has read the statement of this id and agrees',
        wholeNumber(1, Number.MAX_SAFE_INTEGER),
      );
  accepting(endpoint.command('participate'))
    .argument('<yes|no>', 'accept the statement that is shown, or take everything back', oneOf(['yes', 'no']))
    .description('decide what this endpoint takes part in; both switches can be set on their own, at any time')
    .option('--requests <yes|no>', 'ask about objects', yesNo)
    .option('--contributions <yes|no>', 'send statistics, and files that are submitted one by one', yesNo)
    .action(run(participate));
  const key = endpoint.command('key').description('the license keys that lookups use');
  key
    .command('set <file>')
    .description('keep the key of this file (0600) for lookups')
    .option('--next', 'the key that follows: tried first, and in use from the moment at which the service takes it')
    .action(run(setKey));
  key.command('show').description('fingerprints of the keys').action(run(showKeys));
  const id = endpoint.command('id').description("this endpoint's pseudonym: random, and nothing of a person in it");
  id.command('show').description('show it').action(run(showId));
  id.command('reset')
    .description('become another endpoint: what was accepted is taken back, and a new id made')
    .action(run(resetId));
  const network = endpoint.command('network').description('which network is asked');
  accepting(network.command('accept'))
    .description('after a switch to the global network: read its statement and accept it, before anything is asked')
    .action(run(acceptNetwork));
  endpoint
    .command('send <file>')
    .description('send a suspicious file to the provider for analysis; shows what leaves, and asks')
    .option('--yes', 'somebody has agreed to send this one file')
    .option('--offset <n>', 'only a part: from this byte on', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--bytes <n>', 'only a part: so many bytes', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action(run(send));
  endpoint
    .command('submit <license-file>')
    .description('submit the license file of a new key to the provider')
    .action(run(submit));
};

interface SubmissionAnswer {
  readonly state?: string;
  readonly fingerprint?: string;
  readonly notes?: readonly string[];
  readonly provider?: { readonly name?: string; readonly contacts?: readonly string[] };
}

async function submit(session: Session, path: string): Promise<void> {
  const text = await readTextFile(path, 'license file');
  const swapped = swappedFile(text, 'license');
  if (swapped !== null) throw new Fault('LICENSE_FILE_MALFORMED', `${path}: ${swapped}`);
  const answer = await withQuery(serviceOf(session), (client) => client.submitLicense(text));
  session.output.document(answer, () => {
    const { state, fingerprint, notes = [], provider } = (answer ?? {}) as SubmissionAnswer;
    const who = [provider?.name, ...(provider?.contacts ?? [])].filter(Boolean).join(', ');
    const waits = `  the provider has to approve it${who === '' ? '' : `: ${who}`}`;
    return [
      `${path}: key ${fingerprint ?? ''} is ${stateText(state)}`,
      ...(state === 'pending' ? [waits] : []),
      ...notes.map((note) => `  ${note}`),
    ];
  });
}

/** Who submits a file runs no service as a rule. */
async function serviceOf({ options }: Session): Promise<EndpointClient> {
  try {
    return await connectQuery(options, false);
  } catch (cause) {
    if (!(cause instanceof Fault) || cause.code !== 'CONTEXT_MISSING') throw cause;
    const how = "pass --server URL --cacert FILE, or load the provider's settings file first: pksn endpoint load FILE";
    throw new Fault('USAGE', `it is not known where the provider's service is: ${how}`, { cause });
  }
}

import { LICENSE_FILTER_STATES } from '@pksn/licensing';
import { announce } from '../announce/announce';
import { dateOrTime, listOf, oneOf, orNone, wholeNumber } from '../options';
import { change, grant, overlap, revoke, ungrant } from '../license/administer';
import { file, list, show } from '../license/look-up';
import { submit } from '../license/submit-files';
import { answer } from '../license/answer';
import { dismiss, knocking } from '../license/knocking';
import { rollout } from '../license/rollout';
import { approve, pending, refuse } from '../license/pending';
import { make } from '../license/make-license';
import type { Registrar } from '../session';

export const register: Registrar = (program, run) => {
  const license = program.command('license').description('make, submit and administer licenses');
  license
    .command('make')
    .description('make a license file and its key (vendors)')
    .requiredOption('--vendor <dir>', 'folder made by pksn vendor init')
    .option('--customer <name>', 'name of the organization; needed unless --supersedes is given')
    .option('--customer-id <id>', 'default: made from the name')
    .option('--product <name>', 'licensed product; default: Private KSN')
    .option('--edition <name>', 'edition of the product; default: standard')
    .option('--feeds <feeds>', 'feeds that it covers; default: all of this vendor, which "all" says, too', listOf)
    .option('--not-before <d>', 'first day, in UTC; default: today', dateOrTime)
    .option('--expires <d>', 'last day, which ends at 24:00 UTC; default: in a year', dateOrTime)
    .option('--grace-days <n>', 'days that it goes on after that; default: 14', wholeNumber(0, 366))
    .option('--seats <n>', 'endpoints, or none', orNone(wholeNumber(1, 100_000_000)))
    .option('--rate <n>', 'requests per second, or none', orNone(wholeNumber(1, 1_000_000)))
    .option(
      '--supersedes <file>',
      'license file whose key this one replaces; the terms go on from it, but for the dates, unless told',
    )
    .requiredOption('--out <file>', 'license file: send it to the provider')
    .requiredOption('--key-out <file>', 'license key, readable by you alone: give it to the endpoints')
    .option('--force', 'overwrite --out and --key-out; a key that is overwritten is lost')
    .action(run(make));
  license
    .command('announce')
    .description('sign revocations and license changes (vendors), or hand them to this service')
    .option('--vendor <dir>', 'folder made by pksn vendor init')
    .option('--revoke <file-or-hash...>', 'license files, or key hashes, that are revoked for good')
    .option('--changed <file-or-id...>', 'licenses whose key ends, the new one being awaited')
    .option('--at <time>', 'when those changed; default: now', dateOrTime)
    .option('--replaced-by <file...>', 'license files that answer a change: older keys of their licenses end')
    .option('--reason <text>', 'why, for the provider')
    .option('--base <announcement>', 'earlier announcement whose entries go on')
    .option('--out <announcement>', 'announcement to write')
    .option('--force', 'overwrite --out')
    .option('--submit <announcement>', "hand a vendor's announcement to this service, before its package comes")
    .action(run(announce));
  license
    .command('submit <file...>')
    .description('hand license files to this service: files, folders of *.license, or - for pasted text')
    .action(run(submit));
  license.command('pending').description("list customers' submissions that await approval").action(run(pending));
  license
    .command('approve <submission>')
    .description('put a submission that awaits approval in force; it is named by its digest or fingerprint')
    .action(run(approve));
  license
    .command('refuse <submission>')
    .description('throw away a submission that awaits approval; it is named by its digest or fingerprint')
    .option('--reason <text>', 'why, in the history, which the customer sees')
    .action(run(refuse));
  license
    .command('list')
    .description('list the licenses')
    .option('--customer <id>', 'of one customer')
    .option('--state <state>', LICENSE_FILTER_STATES.join(', '), oneOf(LICENSE_FILTER_STATES))
    .option('--search <text>', "a part of the customer's name or id or of the license's id, or a fingerprint")
    .option('--limit <n>', 'of one page', wholeNumber(1, 500))
    .option('--cursor <cursor>', 'where the page begins, as the page before told')
    .option('--all', 'all pages')
    .action(run(list));
  license
    .command('show <license>')
    .description('show one license: its id, the fingerprint of a key of it, or the beginning of its id')
    .option('--history', 'and what happened to it')
    .action(run(show));
  license
    .command('file <license>')
    .description('write the license file that was accepted')
    .option('--key <fingerprint>', 'of this key; default: the newest')
    .requiredOption('--out <file>', 'where to write it')
    .option('--force', 'overwrite --out')
    .action(run(file));
  license
    .command('revoke <id>')
    .description('refuse the keys of a license for good; its customer needs a new one')
    .requiredOption('--reason <text>', 'why, in its history, which its customer sees')
    .option('--fingerprint <f>', 'one key of it only')
    .action(run(revoke));
  license
    .command('change <id>')
    .description('mark a license as changed: its old keys end, its new one is awaited')
    .option('--undo', 'take back the mark that was made here; never the one of a vendor')
    .requiredOption('--reason <text>', 'why, in its history, which its customer sees')
    .action(run(change));
  license
    .command('overlap <id>')
    .description('set how long a replaced key of this license goes on, now and whenever one is replaced')
    .requiredOption('--hours <n>', '0 for a stolen key', wholeNumber(0, 8_784))
    .action(run(overlap));
  license
    .command('grant <id> <feeds...>')
    .description('add feeds of other vendors')
    .option('--reason <text>', 'why, in the history, which the customer sees')
    .action(run(grant));
  license
    .command('ungrant <id> <feeds...>')
    .description('take feeds back that were granted')
    .option('--reason <text>', 'why, in the history, which the customer sees')
    .action(run(ungrant));
  license
    .command('rollout <id>')
    .description('how far the endpoints of a license have moved to its newest key')
    .option('--days <n>', 'days to look back', wholeNumber(1, 90), 7)
    .action(run(rollout));
  license.command('knocking').description('keys that ask and were never submitted').action(run(knocking));
  license
    .command('answer <fingerprint> [file...]')
    .description('submit the file of a key that asks, approve its submission, or print what to send to the customer')
    .option('--yes', 'approve without asking')
    .action(run(answer));
  license
    .command('dismiss <fingerprint>')
    .description('drop a key that asks, until it asks again')
    .action(run(dismiss));
};

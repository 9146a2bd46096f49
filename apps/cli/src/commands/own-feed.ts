import { OBJECT_TYPES, TRUST_GROUPS, ZONES } from '@pksn/domain';
import { dateOrTime, listOf, oneOf, wholeNumber } from '../options';
import { add, list, remove } from '../own-feed/entry-commands';
import { importEntries } from '../own-feed/import-command';
import { ROW_FORMATS } from '../rows/row-upload';
import type { Registrar } from '../session';

const STATES = ['in-force', 'ended', 'any'];
const FEED_ZONES = ZONES.filter((zone) => zone !== 'grey');
const POPULARITY_MAX = 1e15 - 1;

export const register: Registrar = (program, run) => {
  const feed = program.command('own-feed').description("the provider's verdicts for other installations");
  feed
    .command('add <object>')
    .description('say something of an object, from the next package of the own feed on')
    .requiredOption('--zone <zone>', FEED_ZONES.join(', '), oneOf(FEED_ZONES))
    .requiredOption('--reason <text>', 'why; it does not leave this installation')
    .option('--hash <hash,...>', 'the other hashes of the same file or certificate', listOf)
    .option('--threat <name>', 'name of the threat')
    .option('--product <name>', 'what the object belongs to')
    .option('--trust-group <group>', TRUST_GROUPS.join(', '), oneOf(TRUST_GROUPS))
    .option('--popularity <n>', 'how often it was seen', wholeNumber(0, POPULARITY_MAX))
    .option('--first-seen <date>', 'when it was first seen', dateOrTime)
    .option('--certificate', 'the object is the thumbprint of a certificate')
    .option('--software', 'the object is "vendor / product[ / version]"')
    .action(run(add));
  feed
    .command('import <file>')
    .description('set the entries of a file, all at once; a line is an entry with all its hashes')
    .option('--format <format>', ROW_FORMATS.join(', '), oneOf(ROW_FORMATS))
    .option('--zone <zone>', 'for rows that name none', oneOf(FEED_ZONES))
    .option('--reason <text>', 'for rows that name none')
    .option('--dry-run', 'say what would happen, and change nothing')
    .option('--strict', 'any reject refuses the whole file')
    .action(run(importEntries));
  feed
    .command('list')
    .description('list the entries, newest first')
    .option('--object <object>', 'one object, with its history')
    .option('--zone <zone>', FEED_ZONES.join(', '), oneOf(FEED_ZONES))
    .option('--kind <kind>', OBJECT_TYPES.join(', '), oneOf(OBJECT_TYPES))
    .option('--state <state>', STATES.join(', '), oneOf(STATES))
    .option('--author <author>', 'as --json shows it, ROLE:LABEL')
    .option('--search <text>', 'a part of the object, the reason, the threat or the product')
    .option('--limit <n>', 'of one page', wholeNumber(1, 500))
    .option('--cursor <cursor>', 'where the page begins, as the page before told')
    .option('--all', 'all pages')
    .action(run(list));
  feed.command('remove <id>').description('take an entry back, from the next package on').action(run(remove));
};

import type { Command } from 'commander';
import { ZONES } from '@pksn/domain';
import { CODECS } from '@pksn/package-format';
import { listOf, oneOf, wholeNumber } from '../options';
import { build } from '../package/build-command';
import { exportOwnFeed } from '../package/export-command';
import { dump } from '../package/dump-command';
import { history } from '../package/history-command';
import { uploads } from '../package/uploads-command';
import { inspect } from '../package/inspect-command';
import { INPUT_FORMATS } from '../package/input-files';
import { verify } from '../package/verify-command';
import type { Registrar } from '../session';

const CODEC_CHOICES = ['auto', ...CODECS] as const;
const DEFAULT_FRESH_DAYS = 30;
const DEFAULT_MEMORY_MIB = 64;

export const register: Registrar = (program, run) => {
  const packages = program.command('package').description('build, inspect and verify packages');
  making(packages.command('build'))
    .description('make a signed package of input rows (docs/cli.md says what a row may hold)')
    .requiredOption('--version <n>', 'higher than any version before', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .requiredOption(
      '--input <file...>',
      'input rows; - is standard input; with --format misp also the folder of a feed',
    )
    .option('--format <format>', INPUT_FORMATS.join(', '), oneOf(INPUT_FORMATS))
    .option('--columns <field=column,...>', 'csv, ndjson: which column is what, by name or by number from 1', listOf)
    .option('--kinds <word=field,...>', 'what the words of the column "kind" mean', listOf)
    .option('--zones <word=zone,...>', 'what the words of the column "zone" mean', listOf)
    .option('--split <field>', 'make a row of each value between commas in this field')
    .option('--refang', 'read hxxp://example[.]com as what it stands for')
    .option('--delimiter <c>', 'csv: a character, or tab, comma, semicolon, pipe')
    .option('--comment <text>', 'csv: lines that begin with this text are no rows')
    .option('--no-header', 'csv: the first line is a row; --columns takes numbers')
    .option('--no-quotes', 'csv: quotes are ordinary characters')
    .option('--zone <zone>', 'zone of rows that name none', oneOf(ZONES))
    .option('--threat <name>', 'threat of rows that name none')
    .option('--statement <file...>', 'texts of a statement, a file ksn_<language id>.txt each; with --statement-id')
    .option(
      '--statement-id <n>',
      'id of that statement; a higher one is newer',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option('--allow-empty', 'make a package even when no row was taken; its import empties the feed')
    .action(run(build));
  making(packages.command('export'))
    .description("make a signed package of the service's own feed (docs/own-feed.md)")
    .option(
      '--version <n>',
      'default: one above the highest that the service, the folder and the bases know',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option('--allow-empty', 'make a package even of an empty own feed; its import empties the feed')
    .option('--import', 'import it here as well, so that it is in force')
    .action(run(exportOwnFeed));
  packages.command('inspect <file>').description('show what a package says, unverified').action(run(inspect));
  packages
    .command('verify <file>')
    .description('run every check over a package')
    .requiredOption('--trust <file>', 'trust-root.json of the vendor')
    .action(run(verify));
  packages
    .command('history')
    .description('packages that a service was given, newest first: what became of each, and what to do about a refusal')
    .option('--refused', 'those that were refused')
    .option('--limit <n>', 'of one page', wholeNumber(1, 500))
    .option('--before <t>', 'received before this time')
    .option('--cursor <cursor>', 'where the page begins, as the page before told')
    .option('--all', 'all pages')
    .action(run(history));
  packages
    .command('uploads')
    .description('uploads that are not complete: pksn import FILE goes on with one')
    .option('--cancel <id>', 'give one up, and remove what came of it')
    .action(run(uploads));
  packages.command('dump <file>').description('print every record as a line of JSON').action(run(dump));
};

/** How a package is made, wherever its rows come from. */
function making(command: Command): Command {
  return command
    .requiredOption('--vendor <dir>', 'folder made by pksn vendor init')
    .requiredOption('--feed <name/feed>', 'feed of that vendor')
    .option('--base <file>', 'previous package: write a delta; for a chain the full package, then each delta', collect)
    .option('--fresh-days <d>', 'days until the content is called stale', wholeNumber(1, 3_660), DEFAULT_FRESH_DAYS)
    .option('--coverage <kind=degree,...>', 'what the feed claims: full, partial or none of a kind of object', listOf)
    .option('--policy <file>', 'request policy, as JSON')
    .option('--licensing <file...>', 'announcements of license changes, made by pksn license announce')
    .option(
      '--codec <codec>',
      `${CODEC_CHOICES.join(', ')}; auto compresses texts, not hashes`,
      oneOf(CODEC_CHOICES),
      'auto',
    )
    .option('--gzip-level <n>', '1 to 9', wholeNumber(1, 9), 1)
    .option('--memory <mib>', 'memory for sorting', wholeNumber(1, 1_024), DEFAULT_MEMORY_MIB)
    .option('--scratch <dir>', 'folder for temporary files; default: that of --out')
    .option('--rejects <file>', 'where rejected rows are listed; default: FILE.rpk.rejects')
    .option('--strict', 'fail when any row is rejected')
    .requiredOption('--out <file>', 'package to write');
}

function collect(path: string, before: readonly string[] = []): string[] {
  return [...before, path];
}

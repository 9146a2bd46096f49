import { Fault, OBJECT_TYPES, TRUST_GROUPS, illegalZoneText, zoneIsLegal, ZONES } from '@pksn/domain';
import type { ObjectType, Zone } from '@pksn/domain';
import type { OverrideView } from '../admin/answers';
import { adminSend, pathOf } from '../admin/call';
import { objectOf, objectText } from '../object-argument';
import { expiry, oneOf, recordNumber, wholeNumber } from '../options';
import { importOverrides } from '../override/import-command';
import { list, show } from '../override/look-up';
import { ROW_FORMATS } from '../rows/row-upload';
import type { Registrar, Session } from '../session';

interface Verdict {
  readonly zone?: Zone;
  readonly reason?: string;
  readonly expires?: string;
  readonly threat?: string;
  readonly trustGroup?: string;
}

interface AddOptions extends Verdict {
  readonly zone: Zone;
  readonly customer?: string;
  readonly certificate?: boolean;
  readonly software?: boolean;
}

interface SetAnswer {
  readonly override: OverrideView;
  readonly outcome: 'added' | 'replaced' | 'unchanged';
  readonly replaced?: OverrideView;
  /** The guard list that has the object which it turns red, and the entry there. */
  readonly overruled?: { readonly list: string; readonly entry: string };
}

const STATES = ['in-force', 'ended', 'expired', 'any'];
const FEEDS_SAY = ['differ', 'agree', 'nothing'];
const EXPIRES = 'when it ends: a date, a time, or a duration such as 30d or 12h';

export const register: Registrar = (program, run) => {
  const override = program.command('override').description('local verdicts that outrank the feeds');
  override
    .command('add <object>')
    .description('a hash, URL, domain, address or network gets a verdict of your own')
    .requiredOption('--zone <zone>', `${ZONES.join(', ')}; grey silences the feeds`, oneOf(ZONES))
    .requiredOption('--reason <text>', 'why')
    .option('--expires <when>', EXPIRES, expiry)
    .option('--customer <customer>', 'for one customer only')
    .option('--threat <name>', 'name of the threat')
    .option('--trust-group <group>', TRUST_GROUPS.join(', '), oneOf(TRUST_GROUPS))
    .option('--certificate', 'the object is the thumbprint of a certificate')
    .option('--software', 'the object is "vendor / product[ / version]"')
    .action(run(add));
  override
    .command('set <id>')
    .description('change an override; what it said before stays in the history')
    .option('--zone <zone>', ZONES.join(', '), oneOf(ZONES))
    .option('--reason <text>', 'why')
    .option('--expires <when>', `${EXPIRES}, or never`, (text) => (text === 'never' ? text : expiry(text)))
    .option('--threat <name>', 'name of the threat')
    .option('--trust-group <group>', TRUST_GROUPS.join(', '), oneOf(TRUST_GROUPS))
    .action(run(set));
  override
    .command('import <file>')
    .description('set the overrides of a file, all at once')
    .option('--format <format>', ROW_FORMATS.join(', '), oneOf(ROW_FORMATS))
    .option('--zone <zone>', 'for rows that name none', oneOf(ZONES))
    .option('--reason <text>', 'for rows that name none')
    .option('--expires <when>', 'for rows that name none', expiry)
    .option('--customer <customer>', 'for one customer only')
    .option('--dry-run', 'say what would happen, and change nothing')
    .option('--strict', 'any reject refuses the whole file')
    .action(run(importOverrides));
  override
    .command('list')
    .description('list the overrides, newest first, beside what the feeds say')
    .option('--customer <customer>', "one customer's; provider: the provider's own")
    .option('--zone <zone>', ZONES.join(', '), oneOf(ZONES))
    .option('--kind <kind>', OBJECT_TYPES.join(', '), oneOf(OBJECT_TYPES))
    .option('--state <state>', STATES.join(', '), oneOf(STATES))
    .option('--author <author>', 'as the list shows it, ROLE:LABEL')
    .option('--search <text>', 'a part of the object, the reason or the threat')
    .option('--expiring <days>', 'those that end within so many days', wholeNumber(1, 3_650))
    .option('--feeds <what>', `what the feeds say now beside it: ${FEEDS_SAY.join(', ')}`, oneOf(FEEDS_SAY))
    .option('--limit <n>', 'of one page', wholeNumber(1, 500))
    .option('--cursor <cursor>', 'where the page begins, as the page before told')
    .option('--all', 'all pages')
    .action(run(list));
  override
    .command('show <object>')
    .description('who set what for an object, when and why, and what each feed says')
    .option('--customer <customer>', "one customer's; provider: the provider's own")
    .option('--certificate', 'the object is the thumbprint of a certificate')
    .option('--software', 'the object is "vendor / product[ / version]"')
    .action(run(show));
  override.command('remove <id>').description('withdraw an override').action(run(remove));
};

async function add(session: Session, text: string, options: AddOptions): Promise<void> {
  const { certificate = false, software = false, ...verdict } = options;
  const object = objectOf(text, { certificate, software });
  const [kind] = Object.keys(object) as ObjectType[];
  if (kind !== undefined && !zoneIsLegal(verdict.zone, kind)) {
    throw new Fault('OVERRIDE_INVALID', illegalZoneText(verdict.zone, kind));
  }
  const answer = await adminSend<SetAnswer>(session, 'POST', 'overrides', { object, ...verdict });
  const { override, outcome, replaced, overruled } = answer;
  const facts = {
    outcome,
    ...(replaced === undefined ? {} : { replaced }),
    ...(overruled === undefined ? {} : { overruled }),
  };
  session.output.document({ ...override, ...facts }, () => {
    if (outcome === 'unchanged') return `override ${override.id} says so already: ${text} is ${verdict.zone}`;
    const before = replaced === undefined ? '' : `, in place of override ${replaced.id} (${replaced.zone})`;
    const done = `override ${override.id}: ${text} is ${verdict.zone}${before}`;
    if (overruled === undefined) return done;
    const undo = `pksn override remove ${override.id}`;
    return [
      done,
      `  although the guard list "${overruled.list}" has it (${overruled.entry}); to take it back: ${undo}`,
    ];
  });
}

async function set(session: Session, id: string, options: Verdict): Promise<void> {
  if (Object.keys(options).length === 0)
    throw new Fault('USAGE', 'pass --zone, --reason, --expires, --threat or --trust-group');
  const expires = options.expires === 'never' ? { expires: null } : {};
  const path = `overrides/${pathOf(recordNumber(id, 'an override'))}`;
  const { override } = await adminSend<SetAnswer>(session, 'PATCH', path, { ...options, ...expires });
  const ending = override.expiresAt === null ? '' : ` until ${override.expiresAt}`;
  session.output.document(
    override,
    () => `override ${override.id}, in place of ${id}: ${objectText(override.object)} is ${override.zone}${ending}`,
  );
}

async function remove(session: Session, id: string): Promise<void> {
  await adminSend(session, 'DELETE', `overrides/${pathOf(recordNumber(id, 'an override'))}`);
  session.output.document({ id, removed: true }, () => `override ${id} is withdrawn`);
}

import { Fault, TRUST_GROUPS, zoneIsLegal, ZONES } from '@pksn/domain';
import type { ObjectType, Zone } from '@pksn/domain';
import type { OverrideView } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { namedObject, objectOf, objectText } from '../object-argument';
import { dateOrTime, oneOf, recordNumber } from '../options';
import type { Registrar, Session } from '../session';

interface AddOptions {
  readonly zone: Zone;
  readonly reason: string;
  readonly expires?: string;
  readonly customer?: string;
  readonly threat?: string;
  readonly trustGroup?: string;
  readonly certificate?: boolean;
  readonly software?: boolean;
}

export const register: Registrar = (program, run) => {
  const override = program.command('override').description('local verdicts that outrank the feeds');
  override
    .command('add <object>')
    .description('a hash, URL, domain or address gets a verdict of your own')
    .requiredOption('--zone <zone>', `${ZONES.join(', ')}; grey silences the feeds`, oneOf(ZONES))
    .requiredOption('--reason <text>', 'why')
    .option('--expires <date>', 'when it ends', dateOrTime)
    .option('--customer <customer>', 'for one customer only')
    .option('--threat <name>', 'name of the threat')
    .option('--trust-group <group>', TRUST_GROUPS.join(', '), oneOf(TRUST_GROUPS))
    .option('--certificate', 'the object is the thumbprint of a certificate')
    .option('--software', 'the object is "vendor / product[ / version]"')
    .action(run(add));
  override.command('list').description('list the overrides').action(run(list));
  override.command('remove <id>').description('withdraw an override').action(run(remove));
};

async function add(session: Session, text: string, options: AddOptions): Promise<void> {
  const { certificate = false, software = false, ...verdict } = options;
  const object = objectOf(text, { certificate, software });
  const [kind] = Object.keys(object) as ObjectType[];
  if (kind !== undefined && !zoneIsLegal(verdict.zone, kind)) {
    throw new Fault('OVERRIDE_INVALID', `zone ${verdict.zone} is not legal for a ${kind}`);
  }
  const answer = await adminSend<{ override: OverrideView }>(session, 'POST', 'overrides', { object, ...verdict });
  session.output.document(answer.override, () => `override ${answer.override.id}: ${text} is ${verdict.zone}`);
}

async function list(session: Session): Promise<void> {
  const { overrides } = await adminGet<{ overrides: OverrideView[] }>(session, 'overrides');
  const answer = { overrides: overrides.map((one) => ({ ...one, object: namedObject(one.object) })) };
  const rows = answer.overrides.map((one) => {
    return [one.id, one.zone, objectText(one.object), one.customer ?? one.owner, one.expiresAt, one.reason];
  });
  const header = ['OVERRIDE', 'ZONE', 'OBJECT', 'OWNER', 'EXPIRES', 'REASON'];
  session.output.table(answer, header, rows, 'There is no override.');
}

async function remove(session: Session, id: string): Promise<void> {
  await adminSend(session, 'DELETE', `overrides/${pathOf(recordNumber(id, 'an override'))}`);
  session.output.document({ id, removed: true }, () => `override ${id} is withdrawn`);
}

import { Fault } from '@pksn/domain';
import { openTrustRoot, requireFingerprint } from '@pksn/signing';
import type { VendorView } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { readTextFile } from '../connection/read-text-file';
import { confirmed } from '../console/confirm';
import { counted } from '../console/counted';
import { swappedFile } from '../files/swapped-file';
import type { Registrar, Session } from '../session';

export const register: Registrar = (program, run) => {
  const trust = program.command('trust').description('vendors that are trusted here');
  trust
    .command('add <file>')
    .description('trust a vendor by its trust-root.json')
    .option('--fingerprint <f>', 'as the vendor told it through another channel')
    .action(run(add));
  trust.command('list').description('list the trusted vendors').action(run(list));
  trust
    .command('remove <vendor>')
    .description('trust a vendor no longer: its feeds leave, and its licenses with them')
    .option('--yes', 'do not ask')
    .action(run(remove));
};

async function add(session: Session, file: string, options: { fingerprint?: string }): Promise<void> {
  const text = await readTextFile(file, 'trust root');
  const swapped = swappedFile(text, 'trust-root');
  if (swapped !== null) throw new Fault('TRUST_ROOT_MALFORMED', `${file}: ${swapped}`);
  if (options.fingerprint === undefined) {
    throw new Fault(
      'TRUST_FINGERPRINT_REQUIRED',
      'pass the fingerprint that the vendor told you, not that of the file',
    );
  }
  requireFingerprint(openTrustRoot(text), options.fingerprint);
  const body = { root: JSON.parse(text) as unknown, fingerprint: options.fingerprint };
  const added = await adminSend<VendorView>(session, 'POST', 'trust', body);
  session.output.document(added, () => `${added.vendor} is trusted (root ${added.version}, ${added.fingerprint})`);
}

async function list(session: Session): Promise<void> {
  const answer = await adminGet<{ vendors: VendorView[] }>(session, 'trust');
  const rows = answer.vendors.map((one) => [one.vendor, one.version, one.expires, one.fingerprint]);
  session.output.table(answer, ['VENDOR', 'ROOT', 'EXPIRES', 'FINGERPRINT'], rows, 'No vendor is trusted yet.');
}

interface Stakes {
  readonly feeds: readonly string[];
  readonly licenses: number;
  readonly customers: number;
}

/** Says what it costs first; a person is asked, a script has said so by its command. */
async function remove(session: Session, vendor: string, { yes = false }: { yes?: boolean } = {}): Promise<void> {
  const stakes = await adminGet<Stakes>(session, `trust/${pathOf(vendor)}/stakes`);
  const cost = costOf(stakes);
  const asks = !yes && !session.output.json && session.terminal.watched;
  if (asks && !(await confirmed(session.terminal, `${cost}. Trust ${vendor} no longer?`, '--yes'))) {
    session.output.document({ vendor, removed: false, ...stakes }, () => 'nothing was changed');
    return;
  }
  await adminSend(session, 'DELETE', `trust/${pathOf(vendor)}`);
  session.output.document({ vendor, removed: true, ...stakes }, () => `${vendor} is trusted no longer: ${cost}`);
}

function costOf({ feeds, licenses, customers }: Stakes): string {
  if (feeds.length === 0) return 'no live feed is of this vendor';
  const leave = `${counted(feeds.length, 'feed leaves', 'feeds leave')} (${feeds.join(', ')})`;
  const see = licenses === 1 ? 'sees' : 'see';
  return `${leave}; ${counted(licenses, 'license')} of ${counted(customers, 'customer')} ${see} less`;
}

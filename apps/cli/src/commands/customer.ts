import { Fault } from '@pksn/domain';
import type { CustomerView, HistoryView, LicenseView } from '../admin/answers';
import { admin, adminGet, adminSend, pathOf } from '../admin/call';
import type { PageOptions } from '../admin/pages';
import { pagePath, readPages } from '../admin/pages';
import { endText } from '../console/moments';
import { historyLines } from '../console/history-lines';
import { wholeNumber } from '../options';
import type { Registrar, Session } from '../session';

interface Facts {
  readonly name?: string;
  readonly contact?: string[];
  readonly note?: string;
}

interface CustomerDetails extends Omit<CustomerView, 'licenses'> {
  readonly licenses: readonly LicenseView[];
  readonly tokens: readonly { readonly id: string; readonly label: string; readonly expiresAt: string }[];
  readonly integrationTokens?: readonly {
    readonly id: string;
    readonly label: string;
    readonly licenseId: string;
    readonly protocols: readonly string[];
    readonly expiresAt: string;
  }[];
  readonly overrides: number;
  readonly history: readonly HistoryView[];
}

const contacts = (one: string, before: string[] = []): string[] => [...before, one];

export const register: Registrar = (program, run) => {
  const customer = program.command('customer').description('organizations that are served');
  customer
    .command('add')
    .description('add a customer before its first license, which joins it by its id')
    .requiredOption('--name <name>', 'name of the organization')
    .option('--id <id>', 'what the vendor calls it; default: made from the name')
    .option('--vendor <name>', 'the only vendor whose license files may join it; default: whose comes first')
    .option('--contact <contact>', 'address or number; give it again for more', contacts)
    .option('--note <text>', 'for the provider alone')
    .option('--force', 'also for a vendor that is not trusted here')
    .action(run(add));
  customer
    .command('set <id>')
    .description('change the name, the contacts, the note or the vendor')
    .option('--name <name>', 'name of the organization')
    .option('--contact <contact>', 'all contacts anew; give it again for more', contacts)
    .option('--note <text>', 'for the provider alone')
    .option('--vendor <name>', 'the only vendor whose license files may join it, or any')
    .option('--force', 'also for a vendor that is not trusted here')
    .action(run(set));
  customer
    .command('remove <id>')
    .description('remove a customer that has no license, token or override')
    .action(run(remove));
  customer
    .command('list')
    .description('list the customers')
    .option('--search <text>', 'a part of the name or id')
    .option('--limit <n>', 'of one page', wholeNumber(1, 500))
    .option('--cursor <cursor>', 'where the page begins, as the page before told')
    .option('--all', 'all pages')
    .action(run(list));
  customer
    .command('show <id>')
    .description('show a customer, its licenses, tokens, overrides and history')
    .action(run(show));
};

async function add(
  session: Session,
  options: Facts & { id?: string; vendor?: string; force?: boolean },
): Promise<void> {
  const { name, id, vendor, contact, note, force } = options;
  const body = { name, id, vendor, contacts: contact, note, force };
  const made = await adminSend<CustomerDetails>(session, 'POST', 'customers', body);
  session.output.document(made, () => `customer ${made.id} (${made.name}) is added; license files for it join it`);
}

async function set(
  session: Session,
  id: string,
  { name, contact, note, vendor, force }: Facts & { vendor?: string; force?: boolean },
): Promise<void> {
  if ([name, contact, note, vendor].every((one) => one === undefined)) {
    throw new Fault('USAGE', 'pass --name, --contact, --note or --vendor');
  }
  const body = { name, contacts: contact, note, vendor: vendor === 'any' ? null : vendor, force };
  const one = await adminSend<CustomerDetails>(session, 'PATCH', `customers/${pathOf(id)}`, body);
  session.output.document(one, () => `customer ${one.id} is ${one.name}`);
}

async function remove(session: Session, id: string): Promise<void> {
  await adminSend(session, 'DELETE', `customers/${pathOf(id)}`);
  session.output.document({ id, removed: true }, () => `customer ${id} is removed`);
}

async function list(session: Session, options: PageOptions & { search?: string }): Promise<void> {
  type View = { customers: CustomerView[]; next?: string | null };
  const path = pagePath('customers', { search: options.search }, options);
  const answer = await admin(session, (client) => readPages<View, 'customers'>(client, path, 'customers', options));
  const rows = answer.customers.map(({ id, name, licenses }) => [id, name, licenses]);
  const none = 'There is no customer yet; a license names one, or pksn customer add.';
  session.output.table(answer, ['CUSTOMER', 'NAME', 'LICENSES'], rows, none);
  if (typeof answer.next === 'string') session.output.note(`there are more: --all, or --cursor ${answer.next}`);
}

async function show(session: Session, id: string): Promise<void> {
  const one = await adminGet<CustomerDetails>(session, `customers/${pathOf(id)}`);
  session.output.document(one, () => [
    `customer ${one.id}: ${one.name}`,
    ...(one.contacts ?? []).map((contact) => `  contact    ${contact}`),
    ...((one.note ?? '') === '' ? [] : [`  note       ${one.note ?? ''}`]),
    ...(one.vendor == null ? [] : [`  vendor     ${one.vendor}`]),
    ...one.licenses.map(
      (license) =>
        `  license    ${license.licenseId} of ${license.vendor}: ${license.state}, until ${endText(license.expiresAt)}`,
    ),
    ...one.tokens.map((token) => `  token      ${token.id} (${token.label}), until ${endText(token.expiresAt)}`),
    ...(one.integrationTokens ?? []).map(({ id: token, label, licenseId, protocols, expiresAt }) => {
      return `  tool       token ${token} (${label}) for ${protocols.join(', ')} of license ${licenseId}, until ${endText(expiresAt)}`;
    }),
    `  overrides  ${one.overrides}`,
    '',
    ...historyLines(one.history),
  ]);
}

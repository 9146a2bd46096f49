import { adminGet } from '../admin/call';
import type { Registrar, Session } from '../session';

export const register: Registrar = (program, run) => {
  const customer = program.command('customer').description('organizations that are served');
  customer.command('list').description('list the customers').action(run(list));
};

interface CustomerView {
  readonly id: string;
  readonly name: string;
  readonly licenses: number | readonly unknown[];
}

async function list(session: Session): Promise<void> {
  const answer = await adminGet<{ customers: CustomerView[] }>(session, 'customers');
  const rows = answer.customers.map(({ id, name, licenses }) => {
    return [id, name, typeof licenses === 'number' ? licenses : licenses.length];
  });
  session.output.table(
    answer,
    ['CUSTOMER', 'NAME', 'LICENSES'],
    rows,
    'There is no customer yet; a license names one.',
  );
}

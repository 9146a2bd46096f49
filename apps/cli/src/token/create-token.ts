import { basename } from 'node:path';
import { Fault } from '@pksn/domain';
import { adminSend, pathOf } from '../admin/call';
import { readTextFile } from '../connection/read-text-file';
import { requireFree, requireWritable, writeOutput } from '../files/output-path';
import type { RightsOptions } from '../override/machine-rights';
import { rightsOf } from '../override/machine-rights';
import type { Session } from '../session';

export const CUSTOMER_ROLE = 'customer-administrator';
export const MACHINE_ROLE = 'override-writer';
const LABEL_CHARACTERS = 100;

export interface CreateOptions extends RightsOptions {
  readonly role: string;
  readonly customer?: string;
  readonly label?: string;
  readonly scope?: readonly string[];
  readonly days: number;
  readonly certificate?: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** Nothing is minted that could not be kept: a token is shown once. */
export async function create(session: Session, options: CreateOptions): Promise<void> {
  const { role, customer, days, out } = options;
  if (role !== MACHINE_ROLE && (role === CUSTOMER_ROLE) !== (customer !== undefined)) {
    throw new Fault('USAGE', `--role ${CUSTOMER_ROLE} needs --customer, and other roles of people take none`);
  }
  if ((out === undefined) === (options.certificate === undefined)) {
    throw new Fault('USAGE', 'pass --out for a token, or --certificate of a machine');
  }
  if (out !== undefined) {
    await requireWritable(out, '--out');
    await requireFree(out, '--out', options.force === true);
  }
  const certificate =
    options.certificate === undefined ? undefined : await readTextFile(options.certificate, 'certificate');
  const label = options.label ?? (out === undefined ? undefined : basename(out).slice(0, LABEL_CHARACTERS));
  const body = {
    role,
    days,
    customer,
    label,
    rights: rightsOf(role === MACHINE_ROLE, options),
    certificate,
    scopes: options.scope,
  };
  const made = await adminSend<{ token?: string; id: string | number }>(session, 'POST', 'tokens', body);
  if (out !== undefined) await keep(session, made, out, options.force === true);
  const whose = customer === undefined ? role : `${role} of ${customer}`;
  const where = out === undefined ? 'is held by the certificate' : `is in ${out}`;
  session.output.document(
    {
      id: made.id,
      role,
      ...(customer === undefined ? {} : { customer }),
      days,
      ...(out === undefined ? {} : { file: out }),
    },
    () => `token ${made.id} (${whose}, ${days} days) ${where}`,
  );
}

/** A token that cannot be written down is voided: nobody could ever use it. */
async function keep(
  session: Session,
  { id, token = '' }: { id: string | number; token?: string },
  out: string,
  force: boolean,
): Promise<void> {
  try {
    await writeOutput(out, `${token}\n`, { flag: '--out', mode: 0o600, force });
  } catch (error) {
    await adminSend(session, 'DELETE', `tokens/${pathOf(id)}`);
    throw error;
  }
}

import { Fault } from '@pksn/domain';
import { PROTOCOLS } from '@pksn/licensing';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { requireFree, requireWritable, writeOutput } from '../files/output-path';
import { recordNumber } from '../options';
import type { Session } from '../session';

interface IntegrationTokenView {
  readonly id: string;
  readonly license: { readonly vendor: string; readonly licenseId: string };
  readonly customer: string;
  readonly label: string;
  readonly protocols: readonly string[];
  readonly state: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

export interface CreateOptions {
  readonly license: string;
  readonly protocol: readonly string[];
  readonly label: string;
  readonly days: number;
  readonly out: string;
  readonly force?: boolean;
}

/** Pages of the list that are read at most, of 500 tokens each. */
const PAGE_LIMIT = 1_000;
const PAGE_SIZE = 500;

/** A token that cannot be written down is voided: nobody could ever use or name it. */
export async function create(session: Session, options: CreateOptions): Promise<void> {
  const { license, label, days, out } = options;
  const protocols = [...new Set(options.protocol)];
  const unknown = protocols.find((one) => !(PROTOCOLS as readonly string[]).includes(one));
  if (unknown !== undefined) {
    throw new Fault('USAGE', `--protocol ${unknown.slice(0, 80)}: protocols are ${PROTOCOLS.join(', ')}`);
  }
  await requireWritable(out, '--out');
  await requireFree(out, '--out', options.force === true);
  const body = { license, protocols, label, days };
  const { token, ...made } = await adminSend<IntegrationTokenView & { token: string }>(
    session,
    'POST',
    'integration-tokens',
    body,
  );
  try {
    await writeOutput(out, `${token}\n`, { flag: '--out', mode: 0o600, force: options.force === true });
  } catch (error) {
    await adminSend(session, 'DELETE', `integration-tokens/${pathOf(made.id)}`);
    throw error;
  }
  session.output.document(
    { ...made, file: out },
    () => `token ${made.id} for ${protocols.join(', ')} of license ${made.license.licenseId} is in ${out}`,
  );
}

export async function list(session: Session, options: { customer?: string }): Promise<void> {
  const tokens: IntegrationTokenView[] = [];
  for (let page = 0; page < PAGE_LIMIT; page++) {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
    if (options.customer !== undefined) query.set('customer', options.customer);
    const last = tokens.at(-1);
    if (last !== undefined) query.set('before', last.id);
    const answer = await adminGet<{ tokens: IntegrationTokenView[] }>(
      session,
      `integration-tokens?${query.toString()}`,
    );
    tokens.push(...answer.tokens);
    if (answer.tokens.length < PAGE_SIZE) break;
  }
  const rows = tokens.map((one) => [
    one.id,
    one.license.licenseId,
    one.customer,
    one.label,
    one.protocols.join(','),
    one.state,
    one.expiresAt,
  ]);
  const header = ['TOKEN', 'LICENSE', 'CUSTOMER', 'LABEL', 'PROTOCOLS', 'STATE', 'EXPIRES'];
  session.output.table({ tokens }, header, rows, 'There is no integration token.');
}

export async function revoke(session: Session, id: string): Promise<void> {
  const number = recordNumber(id, 'an integration token');
  await adminSend(session, 'DELETE', `integration-tokens/${pathOf(number)}`);
  session.output.document({ id: number, revoked: true }, () => `integration token ${number} is void`);
}

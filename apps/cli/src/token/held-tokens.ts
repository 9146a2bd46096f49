import type { TokenView } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import type { Session } from '../session';

export async function list(session: Session): Promise<void> {
  const answer = await adminGet<{ tokens: TokenView[] }>(session, 'tokens');
  const rows = answer.tokens.map((one) => [
    one.id,
    one.role,
    one.customer,
    labelOf(one),
    one.createdAt,
    one.expiresAt,
    one.current === true ? 'this one' : '',
  ]);
  const header = ['TOKEN', 'ROLE', 'CUSTOMER', 'LABEL', 'SINCE', 'EXPIRES', 'IN USE'];
  session.output.table(answer, header, rows, 'There is no token.');
}

function labelOf({ label, evaluation }: TokenView): string {
  return evaluation ? `${label} (evaluation)` : label;
}

/** The service keeps the token in use, and the last one of an administrator, unless it is forced. */
export async function revoke(session: Session, id: string, { force = false }: { force?: boolean } = {}): Promise<void> {
  await adminSend(session, 'DELETE', `tokens/${pathOf(id)}${force ? '?force=true' : ''}`);
  session.output.document({ id, revoked: true }, () => `token ${id} is void`);
}

import { Fault } from '@pksn/domain';
import { systemClock } from '@pksn/runtime';
import type { TokenView } from '../admin/answers';
import { admin, adminGet, pathOf } from '../admin/call';
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

/** Throws USAGE for the caller's own token: whoever has no other one locks himself out. */
export async function revoke(session: Session, id: string, { force = false }: { force?: boolean } = {}): Promise<void> {
  await admin(session, async (client) => {
    if (!force) {
      const { tokens } = (await client.get('/api/v1/tokens')) as { tokens: TokenView[] };
      const own = tokens.find((one) => one.id === id && one.current === true);
      if (own !== undefined) throw new Fault('USAGE', refusal(own, tokens));
    }
    await client.sendJson('DELETE', `/api/v1/tokens/${pathOf(id)}${force ? '?force=true' : ''}`);
  });
  session.output.document({ id, revoked: true }, () => `token ${id} is void`);
}

function refusal({ id }: TokenView, tokens: readonly TokenView[]): string {
  const now = systemClock.now();
  const others = tokens.filter(
    (one) => one.id !== id && one.role === 'administrator' && !one.evaluation && !(Date.parse(one.expiresAt) <= now),
  );
  const rest =
    others.length === 0
      ? 'and there is no other token of an administrator: make one first (pksn token create --role administrator)'
      : 'so the next command would need another';
  return `token ${id} is the one that this command uses, ${rest}; --force revokes it all the same`;
}

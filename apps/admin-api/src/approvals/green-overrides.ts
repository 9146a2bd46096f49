import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { CustomerScope, DataSource, NewOverride, OverrideOutcome, StoredProposal } from '@pksn/store-postgres';
import { FeedRecords, OverrideList, Overrides } from '@pksn/store-postgres';
import { CUSTOMER_ROLE } from '../auth/roles';
import { feedOpinions } from '../overrides/feed-opinions';
import { overrideView } from '../overrides/override-view';
import type { Act, Json } from './act';
import { entriesOf, thawedChanges } from './frozen-overrides';
import type { FrozenChange, FrozenEntry } from './frozen-overrides';

/** What is shown of an import; its feeds are asked about each. */
const SHOWN = 100;

export type GreenRequest =
  | { readonly act: 'put'; readonly imported: boolean; readonly entries: readonly FrozenEntry[] }
  | { readonly act: 'change'; readonly id: string; readonly changes: FrozenChange };

/** Overrides that turn objects green: added, changed to it, imported. */
export class GreenOverrides implements Act {
  readonly kind = 'override.green';
  readonly roles = ['operator', 'administrator', CUSTOMER_ROLE] as const;

  constructor(private readonly clock: Clock) {}

  async basis(source: DataSource, asked: Json): Promise<Json> {
    const request = asked as unknown as GreenRequest;
    if (request.act === 'change') return { replaces: [(await inForce(source, request.id)).id] };
    const { outcomes } = await new Overrides(source).put(entriesOf(request), { atomic: true, dryRun: true });
    return { replaces: outcomes.map(replacedBy) };
  }

  async perform(source: DataSource, { request: asked, basis, proposedBy, role }: StoredProposal): Promise<Json> {
    const request = asked as unknown as GreenRequest;
    const overrides = new Overrides(source);
    if (request.act === 'change') {
      const changes = thawedChanges(request.changes);
      this.requireTime([changes.expiresAt ?? null]);
      const by = { name: proposedBy, machine: role === 'override-writer', reach: null };
      return await overrides
        .edit(request.id, changes, by)
        .then(({ id, generation }) => ({ override: Number(id), generation }));
    }
    const entries = entriesOf(request);
    this.requireTime(entries.map(({ expiresAt }) => expiresAt));
    const { generation, outcomes } = await overrides.put(entries, { atomic: true, imported: request.imported });
    // Decided anew under the lock: what was in force a moment ago need not be any longer.
    if (JSON.stringify(outcomes.map(replacedBy)) !== JSON.stringify(basis['replaces']))
      throw new Fault('PROPOSAL_OUTDATED', 'another override of an object of it came into force meanwhile');
    const count = (what: OverrideOutcome['what']): number => outcomes.filter((one) => one.what === what).length;
    const [first] = outcomes;
    const id = !request.imported && first !== undefined && first.what !== 'refused' ? first.id : null;
    const counts = { added: count('added'), replaced: count('replaced'), unchanged: count('unchanged') };
    return { ...(id === null ? counts : { override: Number(id) }), generation };
  }

  async view(source: DataSource, { request: asked, basis }: StoredProposal, scope: CustomerScope): Promise<Json> {
    const request = asked as unknown as GreenRequest;
    const replaces = basis['replaces'] as readonly (string | null)[];
    const wanted: NewOverride[] =
      request.act === 'put'
        ? entriesOf({ ...request, entries: request.entries.slice(0, SHOWN) })
        : [{ ...(await new Overrides(source).one(request.id, null)), ...thawedChanges(request.changes) }];
    const opinions = await feedOpinions(new FeedRecords(source), wanted, scope);
    const list = new OverrideList(source);
    const overrides = await Promise.all(
      wanted.map(async (one, i) => {
        const before = replaces[i] ?? null;
        return {
          object: one.object,
          customer: one.customerId,
          zone: one.zone,
          trustGroup: one.trustGroup,
          threat: one.threat,
          reason: one.reason,
          machine: one.machine,
          expiresAt: one.expiresAt?.toISOString() ?? null,
          replaces: before === null ? null : await shown(list, before, scope),
          feeds: opinions[i] ?? [],
        };
      }),
    );
    return { act: request.act, count: request.act === 'put' ? request.entries.length : 1, overrides };
  }

  private requireTime(ends: readonly (Date | null)[]): void {
    const now = this.clock.now();
    const past = ends.find((end) => end !== null && end.getTime() <= now);
    if (past != null) throw new Fault('PROPOSAL_OUTDATED', `its override was to end at ${past.toISOString()}`);
  }
}

/** Fault: NOT_FOUND. */
async function inForce(source: DataSource, id: string): Promise<{ id: string }> {
  const one = await new Overrides(source).one(id, null);
  if (one.removedIn !== null) throw new Fault('NOT_FOUND', `there is no override ${id} in force`);
  return one;
}

function replacedBy(outcome: OverrideOutcome): string | null {
  if (outcome.what === 'replaced') return outcome.before.id;
  return outcome.what === 'unchanged' ? outcome.id : null;
}

async function shown(list: OverrideList, id: string, scope: CustomerScope): Promise<object | null> {
  const any = { owner: null, zone: null, kind: null, author: null, search: null, expiresBefore: null, object: null };
  const after = { id: String(BigInt(id) + 1n), expiresAt: null };
  const [row] = await list.page({ ...any, reach: null, state: 'any' }, { after, limit: 1, sort: '-created' });
  return row?.id === id ? overrideView(row, scope) : null;
}

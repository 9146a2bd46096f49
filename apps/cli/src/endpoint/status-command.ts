import type { Session } from '../session';
import { gatherFacts } from './endpoint-facts';
import type { EndpointFacts } from './endpoint-facts';
import { nextSteps } from './next-steps';
import { statusLines } from './status-page';

/** Everything of this endpoint on one page. Where the service cannot be asked, what is known here, and then the fault. */
export async function status(session: Session): Promise<void> {
  const facts = await gatherFacts(session);
  const next = nextSteps(facts);
  session.output.document(document(facts, next), () => statusLines(facts, next));
  if (facts.failure !== null) throw facts.failure;
}

function document(facts: EndpointFacts, next: readonly string[]): Record<string, unknown> {
  const { settings, warnings, keys, endpointId, network, participation, seen, failure } = facts;
  const heard = seen?.heard ?? null;
  const { name, contacts, createdAt, services, policy } = settings ?? {};
  return {
    provider: settings === null ? (heard?.provider ?? null) : { name, contacts, createdAt },
    ...(seen?.standing ?? { status: null, shown: null, restrictions: [] }),
    reached: heard !== null,
    failure: failure === null ? null : { code: failure.code, detail: failure.detail },
    infrastructure: heard?.infrastructure ?? null,
    network: { ...network, awaitsAcceptance: seen?.awaitsAcceptance ?? false },
    database: heard?.database ?? null,
    statement: heard?.statement ?? null,
    participation,
    keys: keys === null ? null : { ...keys, inUse: seen?.keyInUse ?? null },
    endpointId,
    kept: keptDocument(seen?.kept ?? null),
    addresses: services?.query ?? null,
    proxies: policy?.proxies ?? null,
    warnings,
    next,
  };
}

function keptDocument(kept: { sizeBytes: number; newestAt: number | null } | null): object | null {
  if (kept === null) return null;
  const { sizeBytes, newestAt } = kept;
  return { sizeBytes, newestAt: newestAt === null ? null : new Date(newestAt).toISOString() };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '@pksn/domain';
import type { Askers } from '../license/asker';
import type { PrefixDesk } from '../lookup/prefix-desk';
import { prefixHeaders, prefixOfTarget } from '../lookup/prefix-desk';
import type { Upstream, UpstreamAnswer } from '../upstream/upstream';
import { replyOfDesk } from './desk-reply';
import { relayed, replyAsTold } from './relay';

export interface PrefixRoutePorts {
  readonly upstream: Upstream;
  readonly askers: Askers;
  readonly prefixes: PrefixDesk;
}

/** `GET /v1/prefixes/{section}/{prefix}`. Equal asks at once are one upstream. Returns the bytes of what was answered with 200. */
export async function prefixList(
  { upstream, askers, prefixes }: PrefixRoutePorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<number> {
  const asker = askers.of(request.rawHeaders);
  const ask = prefixOfTarget(request.url ?? '');
  const kept = ask === null ? null : await prefixes.kept(asker, ask, false);
  if (kept !== null) return replyOfDesk(response, kept, prefixHeaders(kept));
  const asked = prefixes.shared(asker, ask, () => relayed(upstream, request, null));
  const told = await asked.catch((error: unknown) => error);
  if (told instanceof Error || (told as UpstreamAnswer).status === 503) {
    const old = ask === null ? null : await prefixes.kept(asker, ask, true);
    if (old !== null) return replyOfDesk(response, old, prefixHeaders(old));
  }
  if (told instanceof Error) throw told instanceof Fault ? told : Fault.from(told);
  return replyAsTold(response, told as UpstreamAnswer);
}

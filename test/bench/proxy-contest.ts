import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { BenchOptions } from './bench-row';
import { startProxy } from './bench-proxy';
import { ask } from './https-ask';
import type { Asked } from './https-ask';
import { CUSTOMERS } from './license-fixture';
import type { LookupFixture } from './lookup-fixture';
import type { RatedServer } from './request-rates';

/** A query process and a proxy before it, which keeps whatever was asked of it once. */
export interface ProxyAndService {
  readonly proxy: RatedServer;
  readonly query: RatedServer;
}

const CHECKED = 200;

/** Both on the server's core; the proxy is to be stopped by whoever starts it. */
export async function startProxyAndService(
  fixture: LookupFixture,
  { workDir }: BenchOptions,
  memoryBytes = 0,
): Promise<ProxyAndService> {
  const query = await fixture.startQuery(memoryBytes);
  const proxy = await startProxy({ folder: join(workDir, 'proxy'), tls: fixture.tls, upstreamPort: query.port });
  return { proxy, query };
}

/** Keys of one customer, who see the same. */
export function keysOfOneScope(fixture: LookupFixture): string[] {
  return fixture.keys.filter((_, i) => i % CUSTOMERS === 0);
}

/** Asks for every object once, so that the proxy keeps them. */
export async function fill(
  { proxy }: ProxyAndService,
  fixture: LookupFixture,
  objects: readonly object[],
): Promise<void> {
  const [key = ''] = keysOfOneScope(fixture);
  for (let at = 0; at < objects.length; at += 1_000) {
    const body = JSON.stringify({ objects: objects.slice(at, at + 1_000) });
    await ask(proxy.port, fixture.tls.ca, { path: '/v1/lookup', key, body });
  }
}

/** Bytes of an answer on average. Throws where the proxy says anything else than the service. */
export async function alikeAnswerBytes(
  { proxy, query }: ProxyAndService,
  fixture: LookupFixture,
  questions: readonly Asked[],
): Promise<number> {
  const some = questions.slice(0, CHECKED);
  let bytes = 0;
  for (const question of some) {
    const direct = await ask(query.port, fixture.tls.ca, question);
    const kept = await ask(proxy.port, fixture.tls.ca, question);
    if (!isDeepStrictEqual(kept.body, direct.body))
      throw new Error(`${question.path}: ${kept.text}, not ${direct.text}`);
    bytes += Buffer.byteLength(kept.text);
  }
  return Math.round(bytes / some.length);
}

/** Throws where the proxy asked the service for an object during `work`. */
export async function requireNothingAsked(
  { proxy }: ProxyAndService,
  fixture: LookupFixture,
  work: () => Promise<void>,
): Promise<void> {
  const asked = async (): Promise<number> => {
    const { body } = await ask(proxy.port, fixture.tls.ca, { path: '/readyz', key: '' });
    return (body as { upstream: { objects: number } }).upstream.objects;
  };
  const before = await asked();
  await work();
  const objects = (await asked()) - before;
  if (objects > 0) throw new Error(`${String(objects)} objects were asked upstream`);
}

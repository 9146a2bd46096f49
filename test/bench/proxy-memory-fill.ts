import { randomBytes } from 'node:crypto';
import { AnswerShelf } from '@pksn/endpoint-client';
import { systemClock } from '@pksn/runtime';
import { AnswerStore } from '../../apps/ksn-proxy/src/store/answer-store';
import type { NewAnswer } from '../../apps/ksn-proxy/src/store/answer-store';
import { parseViewState, viewKey } from '../../apps/ksn-proxy/src/views/view-state';

const AT_ONCE = 1_000;
const DAY_MS = 86_400_000;
const LIMIT_BYTES = 4 * 1024 ** 3;
/** As long as the told part of what the service says of a file that a feed knows. */
const TOLD = {
  zone: 'red',
  threat: 'Trojan.Win32.Agent.gen',
  product: null,
  trustGroup: null,
  popularity: 1_200,
  firstSeen: '2026-01-01',
  source: { kind: 'feed', feed: 'bench/core', version: 3 },
};

/** Fills a stopped proxy's folder with files of random hashes in the view of `scope`, as the proxy itself keeps them; returns every `step`th hash. */
export async function fillProxy(folder: string, scope: string, count: number, step: number): Promise<string[]> {
  const { shelf } = await AnswerShelf.open(folder);
  const state = parseViewState(shelf.read(viewKey(scope)));
  if (state?.stamp == null) throw new Error('the proxy has no view yet');
  const store = new AnswerStore(shelf, LIMIT_BYTES, () => undefined);
  const asked: string[] = [];
  for (let at = 0; at < count; at += AT_ONCE) {
    const hashes = Array.from({ length: AT_ONCE }, () => randomBytes(32).toString('hex'));
    const { generation } = state.stamp;
    const answers = hashes.map((sha256): NewAnswer => {
      const names = [`file-sha256:${sha256}`];
      const object = { type: 'file', sha256 };
      return { key: `file:${sha256}`, type: 'file', object, told: TOLD, generation, names, lifeMs: DAY_MS };
    });
    await store.keep(
      state.number,
      answers,
      systemClock.now(),
      () => true,
      () => undefined,
    );
    asked.push(...hashes.filter((_, n) => (at + n) % step === 0));
  }
  await store.close();
  return asked;
}

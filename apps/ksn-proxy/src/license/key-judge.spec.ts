import type { Fault } from '@pksn/domain';
import type { Upstream, UpstreamAnswer } from '../upstream/upstream';
import type { Asker } from './asker';
import type { Judgement } from './judgement';
import type { JudgementBook } from './judgement-book';
import { KeyJudge } from './key-judge';

const HOUR_MS = 3_600_000;
const ASKER: Asker = { keyHash: 'ab'.repeat(32), header: { name: 'authorization', value: 'Bearer x' } };
const SCOPE = 'c'.repeat(32);

type Said = { revision: number; epoch?: string; validUntil?: string | null } | { status: number; code?: string } | null;

/** A judge whose service says what it is told to say, one after the other; the last again and again. */
function judgeOf(...all: Said[]) {
  let now = 1_000_000;
  let asked = 0;
  const book = new Map<string, Judgement>();
  const upstream = {
    send: (): Promise<UpstreamAnswer> => {
      const said = all[Math.min(asked++, all.length - 1)] ?? null;
      if (said === null) return Promise.reject(new Error('no link'));
      return Promise.resolve(answerOf(said));
    },
    garbage: (cause: unknown) => cause,
  };
  const shelf = {
    find: (hash: string) => book.get(hash) ?? null,
    keep: (hash: string, one: Judgement) => Promise.resolve(void book.set(hash, one)),
    forget: (hash: string) => Promise.resolve(void book.delete(hash)),
  };
  const judge = new KeyJudge({
    upstream: upstream as unknown as Upstream,
    book: shelf as unknown as JudgementBook,
    clock: { now: () => now },
    settings: { keysMs: 24 * HOUR_MS },
  });
  return { judge, book, asked: () => asked, pass: (ms: number) => (now += ms) };
}

function answerOf(said: NonNullable<Said>): UpstreamAnswer {
  if ('status' in said) {
    const body = Buffer.from(JSON.stringify(said.code === undefined ? {} : { code: said.code }));
    return { status: said.status, headers: {}, body };
  }
  const standing = {
    ...{ fingerprint: 'abababab', state: 'current', licenseId: 'l', customer: { id: 'c', name: 'C' } },
    ...{ feeds: ['acme/core'], expiresAt: '2030-01-01T00:00:00Z', validUntil: null, scope: SCOPE, epoch: 'e' },
    ...{ notices: [], ...said },
  };
  return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(standing)) };
}

const codeOf = (judged: Promise<unknown>): Promise<string> =>
  judged.then(
    () => 'granted',
    (error: Fault) => error.code,
  );

describe('judging keys at a proxy', () => {
  it('asks once for all who wait, and not again while the registry stands still', async () => {
    const { judge, asked, pass } = judgeOf({ revision: 5 });
    await Promise.all(Array.from({ length: 10 }, () => judge.judge(ASKER)));
    await judge.judge(ASKER);
    expect(asked()).toBe(1);
    pass(60_001);
    await judge.judge(ASKER);
    expect(asked()).toBe(2);
  });

  it('judges anew when the registry moved, and does not believe a process that is behind it', async () => {
    const { judge, asked } = judgeOf(
      { revision: 5 },
      { revision: 5 },
      { revision: 5 },
      { status: 403, code: 'LICENSE_REVOKED' },
    );
    judge.told({ epoch: 'e', revision: 5 }, false);
    expect(await codeOf(judge.judge(ASKER))).toBe('granted');
    judge.told({ epoch: 'e', revision: 6 }, true);
    expect(await codeOf(judge.judge(ASKER))).toBe('LICENSE_REVOKED');
    expect(asked()).toBe(4);
  });

  it('gives nobody who comes later a judgement that was asked for before the registry moved', async () => {
    const { judge } = judgeOf({ revision: 5 }, { status: 403, code: 'LICENSE_REVOKED' });
    const before = judge.judge(ASKER);
    judge.told({ epoch: 'e', revision: 6 }, true);
    expect(await codeOf(judge.judge(ASKER))).toBe('LICENSE_REVOKED');
    expect(await codeOf(before)).toBe('LICENSE_REVOKED');
  });

  it('takes an older word of the registry for nothing, and another epoch for a new beginning', async () => {
    const { judge, asked } = judgeOf({ revision: 6 }, { revision: 1, epoch: 'f' });
    judge.told({ epoch: 'e', revision: 6 }, false);
    await judge.judge(ASKER);
    judge.told({ epoch: 'e', revision: 5 }, true);
    await judge.judge(ASKER);
    expect(asked()).toBe(1);
    judge.told({ epoch: 'f', revision: 1 }, false);
    await judge.judge(ASKER);
    expect(asked()).toBe(2);
  });

  it.each([
    ['silence', null],
    ['a service without its registry', { status: 503, code: 'SERVICE_UNAVAILABLE' }],
    ['the page of a gateway', { status: 404 }],
    ['a standing that is none', { revision: 'x' as unknown as number }],
  ])('goes on for a day after %s, for a key that was good', async (_what, said) => {
    const { judge, pass } = judgeOf({ revision: 5 }, said);
    await judge.judge(ASKER);
    pass(24 * HOUR_MS - 1);
    expect(await codeOf(judge.judge(ASKER))).toBe('granted');
    pass(1);
    expect(await codeOf(judge.judge(ASKER))).toBe('SERVICE_UNAVAILABLE');
  });

  it('refuses without the link what was never judged, was refused since, or is over', async () => {
    expect(await codeOf(judgeOf(null).judge.judge(ASKER))).toBe('SERVICE_UNAVAILABLE');
    const revoked = judgeOf({ revision: 5 }, { status: 403, code: 'LICENSE_REVOKED' }, null);
    await revoked.judge.judge(ASKER);
    revoked.pass(60_001);
    expect(await codeOf(revoked.judge.judge(ASKER))).toBe('LICENSE_REVOKED');
    expect(revoked.book.size).toBe(0);
    revoked.pass(251);
    expect(await codeOf(revoked.judge.judge(ASKER))).toBe('SERVICE_UNAVAILABLE');
    const ends = judgeOf({ revision: 5, validUntil: new Date(1_000_000 + HOUR_MS).toISOString() }, null);
    await ends.judge.judge(ASKER);
    ends.pass(HOUR_MS);
    expect(await codeOf(ends.judge.judge(ASKER))).toBe('SERVICE_UNAVAILABLE');
  });

  it('remembers a refusal for a quarter of a second, as long as it hears of changes, and a rate for no time', async () => {
    const refused = judgeOf({ status: 401, code: 'LICENSE_KEY_NOT_SUBMITTED' }, { revision: 5 });
    for (let n = 0; n < 3; n++) expect(await codeOf(refused.judge.judge(ASKER))).toBe('LICENSE_KEY_NOT_SUBMITTED');
    expect(refused.asked()).toBe(1);
    refused.pass(250);
    expect(await codeOf(refused.judge.judge(ASKER))).toBe('granted');
    const busy = judgeOf({ revision: 5 }, { status: 429, code: 'LICENSE_RATE' }, { revision: 5 });
    await busy.judge.judge(ASKER);
    busy.pass(60_001);
    expect(await codeOf(busy.judge.judge(ASKER))).toBe('LICENSE_RATE');
    expect(await codeOf(busy.judge.judge(ASKER))).toBe('granted');
  });

  it('goes by nothing without the link that a process behind the registry said', async () => {
    const { judge, book } = judgeOf({ revision: 5 });
    judge.told({ epoch: 'e', revision: 6 }, false);
    expect(await codeOf(judge.judge(ASKER))).toBe('granted');
    expect([judge.peek(ASKER.keyHash, 1_000_000), book.size]).toEqual([null, 0]);
  });
});

import { expect, it } from '@jest/globals';
import * as history from '@pksn/history';
import { generateSigningKey } from '@pksn/signing';
import { BrokenChain, CHAIN_START, entryHash, walk } from './chain';
import type { ChainLink, ChainPoint } from './chain';
import type { VerifyingKey } from './checkpoint';
import { openCheckpoint, verifyingKey } from './checkpoint';

const entry = {
  at: '2026-11-21T20:51:00.123456Z',
  actor: 'алиса',
  action: 'feed.set',
  subject: 'acme/core',
  detail: '{"open": true}',
};

function chainOf(length: number): ChainLink[] {
  let head: ChainPoint = CHAIN_START;
  return Array.from({ length }, () => {
    head = { sequence: head.sequence + 1, hash: history.entryHash(head, entry) };
    return { ...head, entry };
  });
}

async function flawOf(links: readonly ChainLink[]): Promise<unknown> {
  return walk(CHAIN_START, links).then(
    () => null,
    (error: unknown) => (error instanceof BrokenChain ? [error.flaw, error.sequence] : error),
  );
}

it('hashes as the service does', async () => {
  expect(await entryHash(CHAIN_START, entry)).toBe(history.entryHash(CHAIN_START, entry));
});

it('finds the first place that is wrong', async () => {
  const chain = chainOf(5);
  const link = chain[2] as ChainLink;
  expect(await walk(CHAIN_START, chain)).toEqual({ sequence: 5, hash: chain[4]?.hash });
  expect(await flawOf(chain.with(2, { ...link, entry: { ...entry, actor: 'bob' } }))).toEqual(['rewritten', 3]);
  expect(await flawOf(chain.with(2, { ...link, hash: 'ab'.repeat(32) }))).toEqual(['rewritten', 3]);
  expect(await flawOf(chain.with(2, { ...link, entry: null }))).toEqual(['removed', 3]);
  expect(await flawOf(chain.toSpliced(2, 1))).toEqual(['missing', 3]);
  expect(await flawOf(chain.toSpliced(3, 0, link))).toEqual(['disordered', 4]);
});

it('believes a checkpoint that the key has signed, and no other', async () => {
  const key = generateSigningKey();
  const mark = {
    ...CHAIN_START,
    installation: '3b9e1a52-0c1f-4a55-9d3c-2d9a6a1f7c11',
    number: 7,
    at: 0,
    cause: 'time',
    previous: null,
    accepted: null,
  } as const;
  const text = history.signCheckpoint(mark, key);
  const verifier = (await verifyingKey(history.historyPublicPem(key.privateKey))) as VerifyingKey;
  expect(await openCheckpoint(text, verifier)).toMatchObject({ number: 7, sequence: 0, hash: CHAIN_START.hash });
  const other = (await verifyingKey(history.historyPublicPem(generateSigningKey().privateKey))) as VerifyingKey;
  await expect(openCheckpoint(text, other)).rejects.toMatchObject({ flaw: 'checkpoint' });
  await expect(openCheckpoint(text.replace('"payload":"ey', '"payload":"ez'), verifier)).rejects.toMatchObject({
    flaw: 'checkpoint',
  });
  await expect(verifyingKey('none')).rejects.toMatchObject({ flaw: 'checkpoint' });
});

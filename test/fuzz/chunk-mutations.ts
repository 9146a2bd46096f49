import { gunzipSync, gzipSync } from 'node:zlib';
import type { Mutation } from './byte-mutations';
import { assemble } from './package-draft';
import type { Prng } from './prng';
import type { Seed } from './seeds';

function withChunks(edit: (chunks: Buffer[], random: Prng, others: readonly Seed[]) => void): Mutation {
  return (seed, random, others) => {
    const chunks = [...seed.chunks];
    edit(chunks, random, others);
    return assemble(seed.block, chunks);
  };
}

function isGzip(chunk: Buffer): boolean {
  return chunk[0] === 0x1f && chunk[1] === 0x8b;
}

/** Changes of the data behind a block that stays as it was signed. */
export const CHUNK_MUTATIONS: Readonly<Record<string, Mutation>> = {
  'swap chunks': withChunks((chunks, random) => {
    const [a, b] = [random.below(chunks.length), random.below(chunks.length)];
    [chunks[a], chunks[b]] = [chunks[b] ?? Buffer.alloc(0), chunks[a] ?? Buffer.alloc(0)];
  }),
  'repeat a chunk': withChunks((chunks, random) => {
    const at = random.below(chunks.length);
    chunks.splice(at, 0, chunks[at] ?? Buffer.alloc(0));
  }),
  'leave out a chunk': withChunks((chunks, random) => chunks.splice(random.below(chunks.length), 1)),
  'chunk of another package': withChunks((chunks, random, others) => {
    chunks[random.below(chunks.length)] = random.pick(random.pick(others).chunks);
  }),
  'random chunk of the same size': withChunks((chunks, random) => {
    const at = random.below(chunks.length);
    chunks[at] = random.bytes(chunks[at]?.length ?? 1);
  }),
  'compress again': withChunks((chunks, random) => {
    const at = random.below(chunks.length);
    const chunk = chunks[at] ?? Buffer.alloc(0);
    chunks[at] = isGzip(chunk) ? gzipSync(gunzipSync(chunk), { level: random.below(10) }) : gzipSync(chunk);
  }),
  'second gzip member': withChunks((chunks, random) => {
    const at = random.below(chunks.length);
    chunks[at] = Buffer.concat([chunks[at] ?? Buffer.alloc(0), gzipSync('')]);
  }),
};

import type { Prng } from './prng';
import type { Seed } from './seeds';

/** Returns a changed package. It may happen to return the same bytes: then it is no mutant. */
export type Mutation = (seed: Seed, random: Prng, others: readonly Seed[]) => Buffer;

function slice(bytes: Buffer, random: Prng): [from: number, to: number] {
  const from = random.below(bytes.length);
  return [from, Math.min(bytes.length, from + 1 + random.below(64))];
}

/** Changes that know nothing of the format. */
export const BYTE_MUTATIONS: Readonly<Record<string, Mutation>> = {
  'flip a bit': ({ bytes }, random) => {
    const out = Buffer.from(bytes);
    const at = random.below(out.length);
    out[at] = (out[at] ?? 0) ^ (1 << random.below(8));
    return out;
  },
  'flip bits': ({ bytes }, random) => {
    const out = Buffer.from(bytes);
    for (let n = 1 + random.below(8); n > 0; n--) {
      const at = random.below(out.length);
      out[at] = (out[at] ?? 0) ^ (1 << random.below(8));
    }
    return out;
  },
  'set a byte': ({ bytes }, random) => {
    const out = Buffer.from(bytes);
    out[random.below(out.length)] = random.pick([0, 0x20, 0x22, 0x7f, 0x80, 0xff, random.below(256)]);
    return out;
  },
  truncate: ({ bytes }, random) => bytes.subarray(0, random.below(bytes.length)),
  'append bytes': ({ bytes }, random) => Buffer.concat([bytes, random.bytes(1 + random.below(16))]),
  'append itself': ({ bytes }) => Buffer.concat([bytes, bytes]),
  'insert bytes': ({ bytes }, random) => {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), random.bytes(1 + random.below(8)), bytes.subarray(at)]);
  },
  'remove bytes': ({ bytes }, random) => {
    const [from, to] = slice(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  'repeat bytes': ({ bytes }, random) => {
    const [from, to] = slice(bytes, random);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  'clear bytes': ({ bytes }, random) => {
    const [from, to] = slice(bytes, random);
    return Buffer.from(bytes).fill(0, from, to);
  },
  'change the length': ({ bytes }, random) => {
    const out = Buffer.from(bytes);
    out.writeUInt32BE(random.pick([0, 1, 2, 0xffffffff, 16 << 20, out.readUInt32BE(8) + random.below(9) - 4]), 8);
    return out;
  },
  'as text': ({ bytes }) => Buffer.from(bytes.toString('latin1').replace(/\r\n/g, '\n'), 'latin1'),
};

import { PAYLOAD_TYPES, signEnvelope } from '@pksn/signing';
import type { Mutation } from './byte-mutations';
import { fixedKey } from './fixed-vendor';
import { editTree } from './json-edits';
import { assemble } from './package-draft';
import type { Loose } from './package-draft';
import type { Prng } from './prng';
import type { Seed } from './seeds';

function withBlock(edit: (block: Loose, random: Prng, seed: Seed, others: readonly Seed[]) => unknown): Mutation {
  return (seed, random, others) => {
    const block = JSON.parse(seed.block.toString()) as Loose;
    const changed = edit(block, random, seed, others) ?? block;
    return assemble(Buffer.from(JSON.stringify(changed)), seed.chunks);
  };
}

function withText(edit: (text: string, random: Prng) => string): Mutation {
  return (seed, random) => assemble(Buffer.from(edit(seed.block.toString(), random)), seed.chunks);
}

function documents(block: Loose): Loose[] {
  return [...block.trust, block.manifest, ...block.licensing] as Loose[];
}

/** Some base64 text of a document: its payload, or one of its signatures. */
function tweakBase64(envelope: Loose, random: Prng, tweak: (text: string) => string): void {
  if (random.below(2) === 0) envelope.payload = tweak(envelope.payload as string);
  else {
    const signature = random.pick(envelope.signatures as Loose[]);
    signature.sig = tweak(signature.sig as string);
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const SPELLINGS: readonly ((text: string, random: Prng) => string)[] = [
  (text) => text.replace(/=+$/, ''),
  (text) => `${text}=`,
  (text) => `${text}====`,
  (text) => text.replace(/\+/g, '-').replace(/\//g, '_'),
  (text, random) => {
    const at = random.below(text.length);
    return `${text.slice(0, at)}${random.pick(['\n', ' ', '\r\n', '\t', '=', '\0'])}${text.slice(at)}`;
  },
  // The unused bits of the last digit.
  (text) =>
    text.replace(/([A-Za-z0-9+/])(=+)$/, (_all, digit: string, pad: string) => {
      return `${ALPHABET[ALPHABET.indexOf(digit) ^ 1] ?? ''}${pad}`;
    }),
  (text, random) => {
    const at = random.below(text.length);
    return `${text.slice(0, at)}${random.pick([...ALPHABET])}${text.slice(at + 1)}`;
  },
];

/** Changes of the JSON block, always with the right length before it. */
export const BLOCK_MUTATIONS: Readonly<Record<string, Mutation>> = {
  'edit the block': withBlock((block, random) => editTree(block, random)),
  'edit a document': withBlock((block, random) => {
    const envelope = random.pick(documents(block));
    const payload = JSON.parse(Buffer.from(envelope.payload as string, 'base64').toString()) as Loose;
    envelope.payload = Buffer.from(JSON.stringify(editTree(payload, random))).toString('base64');
  }),
  'spell base64 otherwise': withBlock((block, random) => {
    tweakBase64(random.pick(documents(block)), random, (text) => random.pick(SPELLINGS)(text, random));
  }),
  'white space': withText((text, random) => {
    const places = [...text.matchAll(/[[\]{},:]/g)].map((match) => match.index + 1);
    const at = random.pick(places);
    return `${text.slice(0, at)}${random.pick([' ', '\n', '\t', '\r'])}${text.slice(at)}`;
  }),
  'pretty print': withText((text) => JSON.stringify(JSON.parse(text), null, 1)),
  'byte order mark': withText((text) => `\ufeff${text}`),
  'repeat a key': withText((text, random) => {
    const key = random.pick(['"trust":[],', '"licensing":[],', '"manifest":null,', '"trust":[null],']);
    return `{${key}${text.slice(1)}`;
  }),
  'needless escape': withText((text, random) => {
    const letters = [...text.matchAll(/[a-z]/g)].map((match) => match.index);
    const at = random.pick(letters);
    return `${text.slice(0, at)}\\u00${text.charCodeAt(at).toString(16)}${text.slice(at + 1)}`;
  }),
  'other order of keys': withBlock((block) => ({
    manifest: block.manifest,
    trust: block.trust,
    licensing: block.licensing,
  })),
  'leave out documents': withBlock((block, random) => {
    const list = random.pick(['trust', 'licensing']);
    (block[list] as Loose[]).splice(0, 1 + random.below(2));
  }),
  'add a document': withBlock((block, random, _seed, others) => {
    const other = JSON.parse(random.pick(others).block.toString()) as Loose;
    const list = random.pick(['trust', 'licensing']);
    (block[list] as Loose[]).push(random.pick(documents(other)));
  }),
  'signatures of another package': withBlock((block, random, _seed, others) => {
    block.manifest.signatures = (JSON.parse(random.pick(others).block.toString()) as Loose).manifest
      .signatures as Loose;
  }),
  'leave out or repeat a signature': withBlock((block, random) => {
    const signatures = random.pick(documents(block)).signatures as Loose[];
    if (random.below(2) === 0) signatures.shift();
    else signatures.push(random.pick(signatures));
  }),
  'reverse signatures': withBlock((block, random) => {
    (random.pick(documents(block)).signatures as Loose[]).reverse();
  }),
  'add a signature': withBlock((block, random, seed) => {
    const key = random.pick([fixedKey('stranger'), seed.vendor.licenseKey, ...seed.vendor.rootKeys]);
    const payload = Buffer.from(block.manifest.payload as string, 'base64');
    const { signatures } = signEnvelope(PAYLOAD_TYPES.packageManifest, payload, [key]);
    const all = [...(block.manifest.signatures as Loose[]), ...signatures];
    block.manifest.signatures = all.sort((a: Loose, b: Loose) => (a.keyid < b.keyid ? -1 : 1));
  }),
  'sign by another key': withBlock((block, random, seed) => {
    const key = random.pick([fixedKey('stranger'), seed.vendor.licenseKey, ...seed.vendor.rootKeys]);
    block.manifest = signEnvelope(
      PAYLOAD_TYPES.packageManifest,
      Buffer.from(block.manifest.payload as string, 'base64'),
      [key],
    );
  }),
  'another payload type': withBlock((block, random) => {
    random.pick(documents(block)).payloadType = random.pick([...Object.values(PAYLOAD_TYPES), '', 'text/plain']);
  }),
  'change places': withBlock((block, random) => {
    const [a, b] = [random.pick(documents(block)), random.pick(documents(block))];
    [a.payload, b.payload] = [b.payload, a.payload];
  }),
};

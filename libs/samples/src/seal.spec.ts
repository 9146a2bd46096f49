import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SampleFolder } from './sample-folder';
import { newSampleKey, sampleIdentities } from './sample-key';
import type { SampleIdentity } from './sample-key';
import { opened, sealed, sealedBytes } from './seal';

async function all(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts);
}

async function* inPieces(bytes: Buffer, size = 10_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const code = (one: string): object => expect.objectContaining({ code: one }) as object;

describe('a sealed file', () => {
  let keys: readonly [SampleIdentity, ...SampleIdentity[]];
  let other: readonly [SampleIdentity, ...SampleIdentity[]];
  beforeAll(async () => {
    [keys, other] = [await sampleIdentities(await newSampleKey()), await sampleIdentities(await newSampleKey())];
  });

  it.each([1, 65_535, 65_536, 65_537, 200_000])(
    'of %d bytes is opened again, and takes no more than foreseen',
    async (size) => {
      const bytes = randomBytes(size);
      const cipher = await all(sealed(keys[0].recipient, inPieces(bytes)));
      expect(cipher.length).toBeLessThanOrEqual(sealedBytes(size));
      expect((await all(opened([...other, ...keys], inPieces(cipher)))).equals(bytes)).toBe(true);
    },
  );

  it('is opened by its key alone, and only as it was written', async () => {
    const cipher = await all(sealed(keys[0].recipient, inPieces(randomBytes(150_000))));
    await expect(all(opened(other, inPieces(cipher)))).rejects.toEqual(code('SAMPLE_KEY'));
    const bent = Buffer.from(cipher);
    bent[70_000] = (bent[70_000] ?? 0) ^ 1;
    const swapped = Buffer.concat([
      cipher.subarray(0, cipher.length - 131_104),
      cipher.subarray(cipher.length - 65_552),
      cipher.subarray(cipher.length - 131_104, cipher.length - 65_552),
    ]);
    for (const wrong of [
      bent,
      swapped,
      cipher.subarray(0, -1),
      cipher.subarray(0, 66_000),
      Buffer.concat([cipher, cipher]),
    ])
      await expect(all(opened(keys, inPieces(wrong)))).rejects.toEqual(code('SAMPLE_DAMAGED'));
  });

  it('passes on what fails in reading, in both directions', async () => {
    const broken = new Error('the line broke');
    async function* breaks(bytes: Buffer): AsyncGenerator<Uint8Array> {
      yield bytes;
      throw broken;
    }
    await expect(all(sealed(keys[0].recipient, breaks(randomBytes(100_000))))).rejects.toBe(broken);
    const cipher = await all(sealed(keys[0].recipient, inPieces(randomBytes(100_000))));
    await expect(all(opened(keys, breaks(cipher.subarray(0, 80_000))))).rejects.toBe(broken);
  });

  it('is let go of whatever becomes of it: no key fits, it is none, or nobody wants the rest', async () => {
    const cipher = await all(sealed(keys[0].recipient, inPieces(randomBytes(300_000))));
    let open = 0;
    async function* counted(bytes: Buffer): AsyncGenerator<Uint8Array> {
      open += 1;
      try {
        yield* inPieces(bytes);
      } finally {
        open -= 1;
      }
    }
    await expect(all(opened(other, counted(cipher)))).rejects.toEqual(code('SAMPLE_KEY'));
    expect(open).toBe(0);
    await expect(all(opened(keys, counted(Buffer.alloc(300_000, 'x'))))).rejects.toEqual(code('SAMPLE_DAMAGED'));
    expect(open).toBe(0);
    for await (const piece of opened(keys, counted(cipher))) {
      void piece;
      break;
    }
    expect(open).toBe(0);
  });
});

it('reads key files as age writes them, and quotes none', async () => {
  const [one, two] = [await newSampleKey(), await newSampleKey()];
  const keys = await sampleIdentities(`# created: 2026-11-22T12:00:00Z\r\n${one}\n\n${two}`);
  expect(keys).toHaveLength(2);
  expect(one).toContain(keys[0].recipient);
  const secret = keys[0].secret;
  for (const text of ['', '# a comment', `${secret}X`, secret.replace(/.$/, (last) => (last === 'Q' ? 'P' : 'Q'))]) {
    const fault = await sampleIdentities(text).catch((error: unknown) => error);
    expect(fault).toEqual(code('SAMPLE_KEY'));
    expect(String(fault)).not.toContain(secret.slice(16, 40));
  }
});

it('names files after its own ids alone, and knows them again', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'pksn-samples-'));
  try {
    const folder = new SampleFolder(join(dir, 'samples'));
    expect(await folder.files()).toEqual([]);
    await folder.remove('0b0e7a3c-0000-4000-8000-000000000001');
    for (const id of ['../../etc/passwd', 'x', '0b0e7a3c-0000-4000-8000-00000000000G'])
      await expect(folder.create(id)).rejects.toThrow('no id');
    const id = '0b0e7a3c-0000-4000-8000-000000000001';
    const file = await folder.create(id);
    await file.write(Buffer.from('x'));
    expect(await folder.files()).toEqual([{ id, name: expect.stringMatching(/^\..*\.tmp$/) as string }]);
    await file.commit();
    writeFileSync(join(dir, 'samples', `${id}.txt`), '');
    expect(await folder.files()).toEqual([{ id, name: `${id}.age` }]);
    await folder.remove(id);
    await expect(all(folder.read(id))).rejects.toEqual(code('SAMPLE_DAMAGED'));
  } finally {
    rmSync(dir, { recursive: true });
  }
});

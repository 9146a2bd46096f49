import { createHash } from 'node:crypto';
import { sectionLayout } from '@pksn/domain';
import { readChunks } from './chunk-reader';
import type { Manifest } from './manifest';
import type { ByteSource } from './ports';

const LAYOUT = sectionLayout('file-md5');

/** Chunks of one record each, stored as they are. */
function chunksOf(count: number): Buffer[] {
  return Array.from({ length: count }, (_, n) => {
    const record = Buffer.alloc(LAYOUT.recordBytes);
    record.writeUInt32BE(n, 0);
    record[LAYOUT.keyBytes] = 1;
    return record;
  });
}

function manifestOf(chunks: readonly Buffer[]): Manifest {
  const size = LAYOUT.recordBytes;
  const entries = chunks.map((bytes) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { section: LAYOUT.name, size, rawSize: size, sha256, firstKey: bytes.toString('hex', 0, LAYOUT.keyBytes) };
  });
  const section = { section: LAYOUT.name, siblings: [], keyBytes: 16, recordBytes: size, records: chunks.length };
  return { kind: 'full', codec: 'none', sections: [section], chunks: entries } as unknown as Manifest;
}

class SlowSource implements ByteSource {
  reads = 0;
  closed = false;
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  async read(length: number): Promise<Buffer> {
    this.reads += 1;
    await new Promise((resolve) => setImmediate(resolve));
    if (this.closed) throw new Error('read after close');
    return this.bytes.subarray(this.at, (this.at += length));
  }
}

describe('readChunks', () => {
  it('reads one chunk ahead and no further', async () => {
    const chunks = chunksOf(6);
    const source = new SlowSource(Buffer.concat(chunks));
    let handed = 0;
    for await (const chunk of readChunks(source, manifestOf(chunks))) {
      handed += 1;
      expect(chunk.records).toBe(1);
      expect(source.reads).toBe(Math.min(handed + 1, 6));
    }
    expect(handed).toBe(6);
  });

  it('leaves the source alone once the consumer has stopped', async () => {
    const chunks = chunksOf(6);
    const source = new SlowSource(Buffer.concat(chunks));
    for await (const chunk of readChunks(source, manifestOf(chunks))) {
      if (chunk.records === 1) break;
    }
    source.closed = true;
    const { reads } = source;
    await new Promise((resolve) => setImmediate(resolve));
    expect(source.reads).toBe(reads);
  });

  it('hands over every chunk before the one that is altered', async () => {
    const chunks = chunksOf(4);
    const altered = Buffer.concat(chunks);
    altered[3 * LAYOUT.recordBytes + 20] = 9;
    let handed = 0;
    const reading = async (): Promise<void> => {
      for await (const chunk of readChunks(new SlowSource(altered), manifestOf(chunks))) handed += chunk.records;
    };
    await expect(reading()).rejects.toMatchObject({ code: 'PACKAGE_CHUNK_DIGEST' });
    expect(handed).toBe(3);
  });
});

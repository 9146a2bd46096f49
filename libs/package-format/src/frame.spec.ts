import { Fault } from '@pksn/domain';
import { MAGIC, readBlockBytes } from './frame';
import { FORMAT_BOUNDS } from './limits';
import { MemorySource } from './memory-ports';

function file(declaredBytes: number, blockBytes = declaredBytes): MemorySource {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(declaredBytes);
  return new MemorySource(Buffer.concat([MAGIC, length, Buffer.alloc(blockBytes, 0x20)]));
}

async function codeOf(source: MemorySource): Promise<string> {
  return readBlockBytes(source).then(
    (bytes) => `${String(bytes.length)} bytes`,
    (error: unknown) => (error instanceof Fault ? error.code : 'another error'),
  );
}

describe('the frame of a package', () => {
  it('holds a block of 2 bytes to 16 MiB', async () => {
    expect(await codeOf(file(2))).toBe('2 bytes');
    expect(await codeOf(file(FORMAT_BOUNDS.blockBytes))).toBe(`${String(FORMAT_BOUNDS.blockBytes)} bytes`);
  });

  it.each([0, 1, FORMAT_BOUNDS.blockBytes + 1, 0xffff_ffff])(
    'refuses a block of %d bytes before reading it',
    async (bytes) => {
      expect(await codeOf(file(bytes, 0))).toBe('PACKAGE_BLOCK_LENGTH');
    },
  );

  it('names a file that ends too early, and one that is none', async () => {
    expect(await codeOf(file(100, 99))).toBe('PACKAGE_TRUNCATED');
    expect(await codeOf(new MemorySource(MAGIC))).toBe('PACKAGE_TRUNCATED');
    expect(await codeOf(new MemorySource(Buffer.from('PK\x03\x04archive')))).toBe('PACKAGE_MAGIC');
    expect(await codeOf(new MemorySource(Buffer.alloc(0)))).toBe('PACKAGE_MAGIC');
  });
});

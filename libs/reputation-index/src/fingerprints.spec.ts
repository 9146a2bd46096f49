import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fingerprints } from './fingerprints';
import { inTemporaryFolder } from './segments.fixture';

/** What `first` promises, one after the other. */
function firstOf(bytes: Uint8Array, fingerprint: number, from: number, end: number): number {
  for (let index = from; index < end; index++) if (bytes[index] === fingerprint) return index;
  return -1;
}

describe('fingerprints', () => {
  it('finds the first one of every range, whatever lies before, behind and beside it', () =>
    inTemporaryFolder(async (dir) => {
      // Neighbours that differ by one, and by the high bit, are what a search of several bytes at once gets wrong.
      const bytes = Buffer.from([
        0, 1, 0x80, 0x81, 0x7f, 0xff, 0xfe, 0, 0, 1, 1, 0x80, 0xff, 0x7f, 2, 0, 1, 0x81, 0xff,
      ]);
      const path = join(dir, 'marks');
      writeFileSync(path, Buffer.concat([Buffer.from('before'), bytes]));
      const descriptor = openSync(path, 'r');
      const fingerprints = Fingerprints.read(path, descriptor, 6, bytes.length);
      closeSync(descriptor);
      expect(fingerprints.count).toBe(bytes.length);
      for (let fingerprint = 0; fingerprint < 256; fingerprint++) {
        for (let from = 0; from <= bytes.length; from++) {
          for (let end = from; end <= bytes.length; end++) {
            const found = fingerprints.first(fingerprint, from, end);
            if (found !== firstOf(bytes, fingerprint, from, end)) expect({ fingerprint, from, end, found }).toBeNull();
          }
        }
      }
      return Promise.resolve();
    }));

  it('refuses a file that is too short', () =>
    inTemporaryFolder((dir) => {
      const path = join(dir, 'marks');
      writeFileSync(path, Buffer.alloc(9));
      const descriptor = openSync(path, 'r');
      expect(() => Fingerprints.read(path, descriptor, 0, 10)).toThrow(
        expect.objectContaining({ code: 'SEGMENT_CORRUPT' }),
      );
      closeSync(descriptor);
      return Promise.resolve();
    }));
});

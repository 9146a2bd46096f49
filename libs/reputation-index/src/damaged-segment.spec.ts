import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, sectionLayout } from '@pksn/domain';
import { openSegment } from './open-segment';
import { FOOTER_BYTES, HEADER_BYTES, decodeHeader } from './segment-layout';
import { ascending, hashedKey, inTemporaryFolder, putRecord, writeSegment } from './segments.fixture';
import { TextSegment } from './text-segment';
import { verifySegment } from './verify-segment';

const FILES = sectionLayout('file-sha256');
const RECORDS = ascending(Array.from({ length: 500 }, (_, i) => putRecord(FILES, hashedKey(FILES, i), i)));

function faultOf(work: () => void): unknown {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof Fault ? error.code : error;
  }
}

const opening = (path: string): unknown => faultOf(() => openSegment(path, { memory: false }).close());

async function damaged(work: (path: string, bytes: Buffer) => void | Promise<void>): Promise<void> {
  await inTemporaryFolder(async (dir) => {
    const path = join(dir, 's');
    await writeSegment(path, FILES, RECORDS);
    await work(path, readFileSync(path));
  });
}

describe('a damaged segment', () => {
  it('is refused when it is missing, empty, or cut anywhere', () =>
    damaged((path, bytes) => {
      expect(opening(path)).toBeNull();
      expect(opening(`${path}.missing`)).toBe('SEGMENT_CORRUPT');
      for (const length of [
        0,
        7,
        HEADER_BYTES,
        HEADER_BYTES + FOOTER_BYTES,
        bytes.length / 2,
        bytes.length - FOOTER_BYTES,
        bytes.length - 1,
      ]) {
        writeFileSync(path, bytes.subarray(0, length));
        expect(opening(path)).toBe('SEGMENT_CORRUPT');
      }
      writeFileSync(path, Buffer.concat([bytes, Buffer.alloc(1)]));
      expect(opening(path)).toBe('SEGMENT_CORRUPT');
    }));

  it('is refused at opening for any flipped byte of header, fan-out, first or last key', () =>
    damaged((path, bytes) => {
      const layout = decodeHeader(bytes.subarray(0, HEADER_BYTES), path);
      const lastKeyAt = layout.blobAt - FILES.recordBytes;
      const footerAt = bytes.length - FOOTER_BYTES;
      const ranges: [number, number][] = [
        [0, HEADER_BYTES],
        [layout.recordsAt, layout.recordsAt + FILES.keyBytes],
        [lastKeyAt, lastKeyAt + FILES.keyBytes],
        [footerAt, footerAt + 96],
      ];
      for (const [from, to] of ranges) {
        for (let at = from; at < to; at++) {
          const altered = Buffer.from(bytes);
          altered[at] = (altered[at] ?? 0) ^ 0xff;
          writeFileSync(path, altered);
          expect([at, opening(path)]).toEqual([at, 'SEGMENT_CORRUPT']);
        }
      }
    }));

  it('never makes a lookup leave its records, whatever the fan-out says', () =>
    damaged((path, bytes) => {
      const layout = decodeHeader(bytes.subarray(0, HEADER_BYTES), path);
      for (let at = layout.fanOutAt; at < layout.fingerprintsAt; at++) {
        const altered = Buffer.from(bytes);
        altered[at] = (altered[at] ?? 0) ^ 0x01;
        writeFileSync(path, altered);
        const outcome = faultOf(() => {
          const segment = openSegment(path, { memory: true });
          for (const record of RECORDS.slice(0, 50)) {
            const found = segment.find(record.subarray(0, 32));
            if (found >= 0) expect(segment.window.subarray(found, found + FILES.recordBytes)).toEqual(record);
          }
          segment.close();
        });
        expect(['SEGMENT_CORRUPT', null]).toContain(outcome);
      }
    }));

  it('fails verification for a flipped byte anywhere', () =>
    damaged(async (path, bytes) => {
      for (let at = 0; at < bytes.length; at += 311) {
        const altered = Buffer.from(bytes);
        altered[at] = (altered[at] ?? 0) ^ 0x10;
        writeFileSync(path, altered);
        await expect(verifySegment(path)).rejects.toMatchObject({ code: 'SEGMENT_CORRUPT' });
      }
      writeFileSync(path, bytes);
      await expect(verifySegment(path)).resolves.toMatch(/^[0-9a-f]{64}$/);
    }));

  it('is noticed when it is cut while it is open', () =>
    damaged((path) => {
      const segment = openSegment(path, { memory: false });
      truncateSync(path, HEADER_BYTES);
      const found = RECORDS.map((record) => faultOf(() => segment.find(record.subarray(0, 32))));
      expect(new Set(found)).toEqual(new Set(['SEGMENT_CORRUPT']));
      segment.close();
    }));

  it('is not read from once it is closed, whichever file has its number then', () =>
    damaged((path) => {
      const closed = openSegment(path, { memory: false });
      closed.close();
      const other = openSegment(path, { memory: false });
      expect(() => closed.find(RECORDS[0]!.subarray(0, 32))).toThrow();
      expect(() => closed.leaf(RECORDS[0]!.readUInt16BE(0))).toThrow();
      other.close();
      closed.close();
    }));

  it('is refused where texts are expected', () =>
    damaged((path) => {
      expect(faultOf(() => TextSegment.open(path, { memory: false }))).toBe('SEGMENT_CORRUPT');
    }));
});

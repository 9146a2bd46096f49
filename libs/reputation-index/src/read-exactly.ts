import { readSync } from 'node:fs';
import { corrupt } from './segment-layout';

const READ_PIECE_BYTES = 256 << 20;

/**
 * Reads `length` bytes at `position` into a new Buffer of its own, whose memory has `room` more bytes behind them.
 * Throws SEGMENT_CORRUPT when the file is shorter.
 */
export function readExactly(path: string, descriptor: number, position: number, length: number, room = 0): Buffer {
  const out = Buffer.allocUnsafeSlow(length + room);
  for (let done = 0; done < length;) {
    const read = readSync(descriptor, out, done, Math.min(length - done, READ_PIECE_BYTES), position + done);
    if (read === 0) throw corrupt(path, 'ends too early');
    done += read;
  }
  return out.subarray(0, length);
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SampleFolder } from '@pksn/samples';
import type { SampleQueue } from '@pksn/store-postgres';
import { SampleKeyFile } from './sample-key-file';
import { SampleReader } from './sample-reader';

const ID = '0b0e7a3c-0000-4000-8000-000000000001';

it('calls nothing damaged that was released while it was being opened', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'pksn-reader-'));
  try {
    const keys = new SampleKeyFile(join(dir, 'key'));
    await keys.make();
    let erasedAt: string | null = null;
    const one = async () => {
      const content = { id: ID, firstByte: 0, sizeBytes: 5, totalBytes: 5, sha256: 'a'.repeat(64), erasedAt };
      erasedAt = '2026-11-22T00:00:00.000Z';
      return { id: '7', contents: [content] };
    };
    const queue = { one } as unknown as SampleQueue;
    const reader = new SampleReader(queue, new SampleFolder(dir), keys);
    await expect(reader.read(7, null, 'operator:ann')).rejects.toMatchObject({ code: 'SAMPLE_ERASED' });
  } finally {
    rmSync(dir, { recursive: true });
  }
});

import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Fault } from '@pksn/domain';
import { DurableFile, createDurable } from '@pksn/runtime';
import { admin } from '../admin/call';
import { bytesText } from '../console/progress-bar';
import { requireNew, requireWritable } from '../files/output-path';
import type { Session } from '../session';
import { samplePath } from './sample-view';

/** Of its owner alone, and not executable. */
const MODE = 0o600;

/** Writes what was sent to a new file, which is there whole and verified or not at all. */
export async function download(
  session: Session,
  name: string,
  { out, part }: { out: string; part?: string },
): Promise<void> {
  await requireWritable(out, '--out');
  await requireNew(out, '--out');
  const query = part === undefined ? '' : `?part=${encodeURIComponent(part)}`;
  const got = await admin(session, async (client) => {
    const answer = await client.download(`${await samplePath(client, name)}/content${query}`);
    const { 'pksn-sha256': expected, 'content-length': length } = answer.headers;
    // Its name is taken first, so that nothing which appears meanwhile is overwritten.
    if (!(await createDurable(out, '', MODE))) throw new Fault('USAGE', `--out ${out} is there already`);
    try {
      const written = await write(out, answer.bytes, String(expected), Number(length));
      return { file: out, ...written };
    } catch (error) {
      await rm(out, { force: true });
      throw error;
    }
  });
  session.output.document(got, () => [
    `${out}: ${bytesText(got.sizeBytes)}, SHA-256 ${got.sha256}`,
    '  It may do harm: it is not executable, and yours alone. Look at it where nothing can happen.',
  ]);
}

async function write(
  out: string,
  bytes: AsyncIterable<Uint8Array>,
  expected: string,
  length: number,
): Promise<{ sizeBytes: number; sha256: string }> {
  const file = await DurableFile.create(out, MODE);
  const digest = createHash('sha256');
  try {
    for await (const piece of bytes) {
      digest.update(piece);
      await file.write(piece);
    }
    const sha256 = digest.digest('hex');
    if (file.sizeBytes !== length || sha256 !== expected)
      throw new Fault('SAMPLE_DAMAGED', 'what came is not what the service announced; nothing was written');
    const { sizeBytes } = file;
    await file.commit();
    return { sizeBytes, sha256 };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import { pathOf } from '../admin/call';
import type { HttpsClient } from '../connection/https-client';
import { diskReason } from '../files/disk-reason';
import type { Patience } from './patience';

export interface LocalFile {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
}

export interface UploadSteps {
  readonly hashed: (bytes: number) => void;
  readonly sent: (bytes: number) => void;
  readonly waits: (error: unknown) => void;
}

interface Standing {
  readonly id: string;
  readonly offset: number;
  readonly complete: boolean;
}

/**
 * Uploads a file and returns the id of its import. The service knows the file by its content: what it has of it, from
 * a connection that broke or a command that was ended, is not sent again.
 */
export async function uploadResumably(
  client: HttpsClient,
  file: LocalFile,
  options: { readonly hold: boolean; readonly patience: Patience; readonly steps: UploadSteps },
): Promise<string> {
  const { patience, steps } = options;
  const announcement = { sha256: await digestOf(file, steps.hashed), filename: file.name, hold: String(options.hold) };
  const announce = (): Promise<Standing> => announced(client, file.sizeBytes, announcement);
  let standing: Standing | null = await announce();
  const { id } = standing;
  let known = { id, offset: standing.offset };
  for (;;) {
    try {
      standing ??= await foundAgain(client, known.id, announce);
      if (standing.id !== known.id || standing.offset > known.offset) patience.movedOn();
      known = standing;
      if (standing.complete) return standing.id;
      await sendRest(client, file, standing, steps.sent);
      return standing.id;
    } catch (error) {
      const pauseMs = patience.after(error);
      steps.waits(error);
      await delay(pauseMs);
      standing = null;
    }
  }
}

async function announced(client: HttpsClient, sizeBytes: number, facts: Record<string, string>): Promise<Standing> {
  const metadata = Object.entries(facts).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`);
  const headers = { 'upload-length': String(sizeBytes), 'upload-metadata': metadata.join(',') };
  return standingOf(await client.post('/api/v1/uploads', headers));
}

/** One that expired meanwhile begins anew. */
async function foundAgain(client: HttpsClient, id: string, announce: () => Promise<Standing>): Promise<Standing> {
  try {
    return standingOf(await client.get(`/api/v1/uploads/${pathOf(id)}`));
  } catch (error) {
    if (error instanceof Fault && error.code === 'NOT_FOUND') return announce();
    throw error;
  }
}

async function sendRest(
  client: HttpsClient,
  { path, sizeBytes }: LocalFile,
  { id, offset }: Standing,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const headers = { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) };
  await client.uploadRest(`/api/v1/uploads/${pathOf(id)}`, { path, start: offset, sizeBytes, onProgress }, headers);
}

function standingOf(answer: unknown): Standing {
  return (answer as { upload: Standing }).upload;
}

async function digestOf({ path }: LocalFile, onProgress: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      hash.update(piece);
      onProgress((bytes += piece.length));
    }
  } catch (cause) {
    throw new Fault('USAGE', `${path} cannot be read: ${diskReason(cause)}`, { cause });
  }
  return hash.digest('hex');
}

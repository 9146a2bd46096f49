import { hash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answer } from './https-caller';
import type { Service } from './service';
import { eventually } from './steps';

/** An endpoint that sends suspicious files: `id` is its pseudonym, 32 hexadecimal digits. */
export class SampleSender {
  constructor(
    private readonly service: Service,
    private readonly key: string,
    readonly id: string,
  ) {}

  /** A person accepts `statement` here, contributions included. */
  async participate(statement: number): Promise<void> {
    const body = { statement, language: 'en', accepted: true };
    const answer = await eventually(
      () =>
        this.service.query(this.key).send('PUT', '/v1/participation', { body, headers: { 'pksn-endpoint': this.id } }),
      ({ status }) => status === 200,
    );
    if (answer.status !== 200) throw new Error(answer.text);
  }

  /** Sends `bytes`, confirmed, unless `headers` say something else; null leaves a header out. */
  send(bytes: Buffer, headers: Record<string, string | null> = {}, as = 'query-api'): Promise<Answer> {
    const all = {
      'content-type': 'application/octet-stream',
      'pksn-endpoint': this.id,
      'pksn-confirmed': hash('sha256', bytes),
      ...headers,
    };
    const given = Object.entries(all).filter((one): one is [string, string] => one[1] !== null);
    return this.service.query(this.key, as).post('/v1/submissions', { raw: bytes, headers: Object.fromEntries(given) });
  }
}

/** Publishes the first statement, and returns its id. */
export async function publishStatement(service: Service): Promise<number> {
  const body = { texts: [{ language: 'en', text: 'We ask for suspicious files.' }] };
  const answer = await service.admin.post('/api/v1/statements', { body });
  if (answer.status !== 201) throw new Error(answer.text);
  return (answer.body as { id: number }).id;
}

/** What lies in the folder of samples, finished or not. */
export function sampleFiles(service: Service): Promise<string[]> {
  return readdir(join(service.dataDir, 'samples')).catch(() => []);
}

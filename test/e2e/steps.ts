import { setTimeout as delay } from 'node:timers/promises';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import type { Service } from './service';

/** Uploads a package and waits for the end of its import. */
export async function importOf(service: Service, bytes: Buffer, query = ''): Promise<Answer['body']> {
  const upload = await service.admin.post(`/api/v1/packages${query}`, {
    raw: bytes,
    headers: { 'content-type': 'application/octet-stream' },
  });
  if (upload.status !== 202) throw new Error(upload.text);
  for (let i = 0; i < 600; i++) {
    const { body } = await service.admin.get(`/api/v1/imports/${upload.body.import.id}`);
    if (['active', 'held', 'rejected', 'unchanged'].includes(body.state)) return body;
    await delay(50);
  }
  throw new Error('the import did not end');
}

/** Looks again for up to half a minute, and returns what it saw last. */
export async function eventually<T>(look: () => Promise<T>, right: (value: T) => boolean): Promise<T> {
  let value = await look();
  for (let i = 0; i < 600 && !right(value); i++) {
    await delay(50);
    value = await look();
  }
  return value;
}

export async function trust(service: Service, vendor: ForgedVendor): Promise<void> {
  const { text, fingerprint } = vendor.root;
  const answer = await service.admin.post('/api/v1/trust', {
    body: { root: JSON.parse(text) as unknown, fingerprint },
  });
  if (answer.status !== 201) throw new Error(answer.text);
}

/** The provider submits; every file must be taken. */
export async function submit(service: Service, ...licenses: ForgedLicense[]): Promise<void> {
  const { body } = await service.admin.post('/api/v1/license-submissions', {
    body: { files: licenses.map((one) => one.text) },
  });
  for (const result of body.results) if (result.ok !== true) throw new Error(JSON.stringify(result));
}

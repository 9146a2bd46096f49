import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PeopleKey } from './people-key';

it('opens what it sealed for the same person alone, and says when it is another key', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pksn-key-'));
  try {
    const path = join(folder, 'secrets', 'people-key');
    const secret = Buffer.from('twenty bytes of it..');
    const sealed = await new PeopleKey(path).seal(secret, '7');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(sealed.includes(secret)).toBe(false);
    expect(await new PeopleKey(path).open(sealed, '7')).toEqual(secret);
    await expect(new PeopleKey(path).open(sealed, '8')).rejects.toMatchObject({ code: 'PEOPLE_KEY' });
    await writeFile(path, Buffer.alloc(32).toString('base64'));
    await expect(new PeopleKey(path).open(sealed, '7')).rejects.toMatchObject({ code: 'PEOPLE_KEY' });
    await writeFile(path, 'short');
    await expect(new PeopleKey(path).open(sealed, '7')).rejects.toMatchObject({ code: 'PEOPLE_KEY' });
  } finally {
    await rm(folder, { recursive: true });
  }
});

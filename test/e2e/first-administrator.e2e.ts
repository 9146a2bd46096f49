import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HttpsCaller } from './https-caller';
import { Service } from './service';

const MAIN = resolve(__dirname, '../../dist/apps/admin-api/src/first-token.js');
const PRIVATE_MODE = 0o600;

describe('first-token', () => {
  let service: Service;
  let out: string;
  const firstToken = (): { code: number | null; text: string } => {
    const args = ['--database-url-file', join(service.dataDir, 'secrets/database-url'), '--out', out];
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { env: {}, encoding: 'utf8' });
    return { code: status, text: stdout + stderr };
  };
  beforeAll(async () => {
    service = await Service.create();
    out = join(service.dataDir, 'first.token');
    await service.start('admin-api');
  });
  afterAll(() => service.stop());

  it('makes an administrator of whoever has the database, and shows the token nowhere else', async () => {
    const { code, text } = firstToken();
    const token = readFileSync(out, 'utf8').trim();
    expect(code).toBe(0);
    expect(text).not.toContain(token);
    expect(statSync(out).mode & 0o777).toBe(PRIVATE_MODE);
    const admin = new HttpsCaller(service.portOf('admin-api'), service.ca, token);
    expect((await admin.get('/api/v1/tokens')).body.tokens).toContainEqual(
      expect.objectContaining({ role: 'administrator', label: 'first token', current: true }),
    );
  });

  it('overwrites no token, and leaves none behind that nobody has', async () => {
    const before = readFileSync(out, 'utf8');
    const { code, text } = firstToken();
    expect([code, text.includes('is there already')]).toEqual([78, true]);
    expect(readFileSync(out, 'utf8')).toBe(before);
    const { tokens } = (await service.admin.get('/api/v1/tokens')).body;
    expect(tokens.filter((one: { label: string }) => one.label === 'first token')).toHaveLength(1);
  });
});

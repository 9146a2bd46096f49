import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, Request } from 'playwright-core';
import { CuttingProxy } from '../e2e/cutting-proxy';
import { Service } from '../e2e/service';
import { eventually } from '../e2e/steps';
import { ConsoleBrowser } from './console-browser';
import { describeInBrowser } from './describe-in-browser.fixture';

const PART = 8 * 1024 * 1024;

describeInBrowser('packages that are uploaded in a browser', () => {
  let service: Service;
  let relay: CuttingProxy;
  let browser: ConsoleBrowser;
  let page: Page;

  beforeAll(async () => {
    service = await Service.create();
    await service.start('admin-api');
    relay = await CuttingProxy.open(service.portOf('admin-api'));
    browser = await ConsoleBrowser.open(relay.port);
    page = await browser.page({ token: service.token });
    await page.goto('/packages');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await relay?.close();
    await service?.stop();
  });

  const file = (name: string, bytes: Buffer): string => {
    const path = join(service.dataDir, name);
    writeFileSync(path, bytes);
    return path;
  };
  const choose = (...paths: string[]): Promise<void> => page.getByLabel('Choose files').setInputFiles(paths);
  /** Of the import that a file of this name became, as the service took it in. */
  const digestOf = async (name: string): Promise<string> => {
    const found = await eventually(
      async () => (await service.admin.get(`/api/v1/imports?search=${name}`)).body.imports as { sha256: string }[],
      ({ length }) => length > 0,
    );
    return found[0]?.sha256 ?? '';
  };
  const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

  it('go on by themselves after the line broke in the middle of a part, and arrive as they are', async () => {
    const bytes = randomBytes(2 * PART + 1_000_000);
    const small = randomBytes(5_000);
    relay.cuts = 1;
    relay.cutAfterBytes = PART + 3_000_000;
    await choose(file('broken.rpk', bytes), file('small.rpk', small));
    const card = page.getByRole('article', { name: 'broken.rpk' });
    // Whether the page sees it break is the browser's choice: a request on a connection that was used before it may send anew by itself.
    await card.getByText('Signature and vendor').waitFor();
    expect(relay.cuts).toBe(0);
    expect(await digestOf('broken')).toBe(sha256(bytes));
    expect(await digestOf('small')).toBe(sha256(small));
  });

  it('wait while a person pauses them or has to sign in, and go on after a reload with the same file', async () => {
    const bytes = randomBytes(2 * PART + 500);
    const path = file('later.rpk', bytes);
    const isPart = (request: Request, offset: number): boolean =>
      request.method() === 'PATCH' && request.headers()['upload-offset'] === String(offset);
    let answers: 'nobody' | 'none' = 'nobody';
    await page.route('**/api/v1/uploads/*', (route) => {
      if (!isPart(route.request(), PART)) return route.continue();
      if (answers === 'none') return route.abort();
      return route.fulfill({ status: 401, json: { code: 'ADMIN_UNAUTHENTICATED', status: 401 } });
    });
    await choose(path);
    const card = page.getByRole('article', { name: 'later.rpk' });
    await card.getByText('The session ended').waitFor();
    answers = 'none';
    await card.getByRole('button', { name: 'Go on with later.rpk' }).click();
    await card.getByText('The connection broke').waitFor();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByText('Begun in this browser').waitFor();
    await page.unroute('**/api/v1/uploads/*');
    const first = page.waitForRequest((request) => request.method() === 'PATCH');
    await choose(path);
    expect(isPart(await first, PART)).toBe(true);
    await card.getByText('Signature and vendor').waitFor();
    expect(await digestOf('later')).toBe(sha256(bytes));
  });

  it('are given up by a person, here and at the service', async () => {
    await page.route('**/api/v1/uploads/*', (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.continue(),
    );
    await choose(file('unwanted.rpk', randomBytes(1_000)));
    const card = page.getByRole('article', { name: 'unwanted.rpk' });
    await card.getByText('The connection broke').waitFor();
    await card.getByRole('button', { name: 'Give up unwanted.rpk' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Give the upload up' }).click();
    await card.waitFor({ state: 'detached' });
    expect((await service.admin.get('/api/v1/uploads')).body.uploads).toEqual([]);
  });
});

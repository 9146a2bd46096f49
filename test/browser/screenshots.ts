import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Service } from '../e2e/service';
import { ConsoleBrowser } from './console-browser';
import type { Look } from './console-browser';
import { livedIn } from './lived-in';

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly look?: Look;
  /** All of the page, however long. */
  readonly isWhole?: boolean;
}

const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const PHONE: Look = { isPhone: true };
const DARK: Look = { isDark: true };
/** The pictures of docs/console.md. */
const SHOTS: readonly Shot[] = [
  { name: 'overview', path: '/', isWhole: true },
  { name: 'overview-dark', path: '/', look: DARK },
  { name: 'overview-phone', path: '/', look: { ...PHONE, language: 'ru' } },
  { name: 'lookup', path: `/lookup?object=${EICAR}` },
  { name: 'lookup-phone-dark', path: '/lookup?object=malware.example', look: { ...PHONE, ...DARK } },
  { name: 'packages', path: '/packages' },
  { name: 'feed', path: '/feeds/acme/core' },
  { name: 'trust', path: '/trust', look: DARK },
  { name: 'licenses', path: '/licenses' },
  { name: 'license', path: '/licenses/northwind-2026' },
  { name: 'overrides', path: '/overrides', look: DARK },
  { name: 'statistics', path: '/statistics' },
  { name: 'proxies', path: '/proxies' },
  { name: 'audit', path: '/audit' },
  { name: 'people', path: '/people' },
  { name: 'settings', path: '/settings', look: DARK },
];
/** Until two steps of live figures are written down. */
const STEPS_MS = 25_000;

/** `npm run screenshots [-- FOLDER]`: takes the pictures of docs/console.md anew, of a service that has been used. */
async function main(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const service = await Service.create();
  const { ask } = await livedIn(service);
  const browser = await ConsoleBrowser.open(service.portOf('admin-api'));
  try {
    const until = performance.now() + STEPS_MS;
    while (performance.now() < until) await ask(4);
    for (const { name, path, look, isWhole = false } of SHOTS) {
      const page = await browser.page({ ...look, token: service.token });
      await page.goto(path, { waitUntil: 'networkidle' }).catch(() => undefined);
      await page.locator('h1').first().waitFor();
      await page.waitForTimeout(1_000);
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: isWhole });
      await page.context().close();
    }
  } finally {
    await browser.close();
    await service.stop();
  }
}

main(resolve(process.argv[2] ?? 'docs/console')).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

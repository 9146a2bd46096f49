import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Service } from '../e2e/service';
import type { Look } from './console-browser';
import { ConsoleBrowser, axeFindings } from './console-browser';
import { pageAddresses } from './console-pages';
import { describeInBrowser } from './describe-in-browser.fixture';
import { livedIn } from './lived-in';

const BUILT = join(__dirname, '../../dist/console');
/** Compressed, in bytes: what a browser fetches before the first page can be used. */
const FIRST_LOAD_BYTES = 300_000;
/** All four are for the long form. */
const LOOKS: readonly (Look & { readonly name: string })[] =
  process.env.PKSN_TEST_ALL_LOOKS === '1'
    ? [
        { name: 'light' },
        { name: 'dark', isDark: true },
        { name: 'light, phone', isPhone: true },
        { name: 'dark, phone, Russian', isDark: true, isPhone: true, language: 'ru' },
      ]
    : [{ name: 'light' }, { name: 'dark, phone, Russian', isDark: true, isPhone: true, language: 'ru' }];

/** What comes a moment after the first is there. */
const SETTLE_MS = 150;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

/** What the chunks need before they run, themselves included. */
function filesOf(names: readonly string[]): string[] {
  const manifest = JSON.parse(readFileSync(join(BUILT, 'manifest.json'), 'utf8')) as Record<string, Chunk>;
  const seen = new Set<string>();
  const walk = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`the build has no ${name}`);
    if (seen.has(chunk.file)) return;
    seen.add(chunk.file);
    chunk.imports?.forEach(walk);
  };
  names.forEach(walk);
  return [...seen];
}

it('has less than 300 kB of compressed script before the first page', () => {
  for (const then of ['src/app/shell.tsx', 'src/pages/sign-in/sign-in.tsx']) {
    const bytes = filesOf(['index.html', then]).reduce(
      (sum, file) => sum + statSync(join(BUILT, compressed(file))).size,
      0,
    );
    expect(bytes).toBeLessThan(FIRST_LOAD_BYTES);
  }
});

function compressed(file: string): string {
  return statSync(join(BUILT, `${file}.gz`), { throwIfNoEntry: false }) === undefined ? file : `${file}.gz`;
}

describeInBrowser('every page of the console', () => {
  let service: Service;
  let browser: ConsoleBrowser;

  beforeAll(async () => {
    service = await Service.create();
    await livedIn(service);
    browser = await ConsoleBrowser.open(service.portOf('admin-api'));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  const settled = async (page: Page): Promise<void> => {
    await page.locator('h1').first().waitFor();
    // Nothing is on its way any more: neither a part of the page nor what it shows.
    const onItsWay = page.locator('main [role="status"][aria-label]').first();
    await onItsWay.waitFor({ state: 'detached' });
    await page.waitForTimeout(SETTLE_MS);
    await onItsWay.waitFor({ state: 'detached' });
  };
  const judged = async (page: Page, address: string, isOtherLook: boolean): Promise<object> => {
    await page.goto(address, { waitUntil: 'commit' });
    await settled(page);
    return {
      headings: await page.locator('h1').count(),
      hasTitle: /.+ · Private KSN$/.test(await page.title()),
      beside: Math.max(0, await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')),
      axe: await axeFindings(page, isOtherLook),
      ...browser.complaintsOf(page),
    };
  };
  let pages: Page[];
  beforeAll(async () => {
    pages = await Promise.all(LOOKS.map((look) => browser.page({ ...look, token: service.token })));
  });

  it.each(pageAddresses())(
    '%s: WCAG 2.2 AA, one heading, nothing beside the page, no complaint, nothing fetched from elsewhere, in each look',
    async (address) => {
      const seen = await Promise.all(pages.map((page, at) => judged(page, address, at > 0)));
      const right = { headings: 1, hasTitle: true, beside: 0, axe: [], texts: [], foreign: [] };
      expect(LOOKS.map(({ name }, at) => [name, seen[at]])).toEqual(LOOKS.map(({ name }) => [name, right]));
    },
  );
});

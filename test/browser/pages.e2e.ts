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
    await page.waitForLoadState('networkidle');
    await page.locator('main [role="status"][aria-label]').first().waitFor({ state: 'detached' });
  };

  describe.each(LOOKS)('$name', ({ name: _name, ...look }) => {
    let page: Page;
    beforeAll(async () => {
      page = await browser.page({ ...look, token: service.token });
    });
    afterAll(() => page?.context().close());

    it.each(pageAddresses())(
      '%s: WCAG 2.2 AA, one heading, nothing beside the page, no complaint, nothing fetched from elsewhere',
      async (address) => {
        await page.goto(address);
        await settled(page);
        expect(await page.locator('h1').count()).toBe(1);
        expect(await page.title()).toMatch(/.+ · Private KSN$/);
        expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
        expect(await axeFindings(page)).toEqual([]);
        expect(browser.complaintsOf(page)).toEqual({ texts: [], foreign: [] });
      },
    );
  });
});

import { existsSync, readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Nothing but the page itself may go out. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 844 };
const STEP_MS = 15_000;

/** The browser of this machine; undefined: there is none. */
export function chromiumPath(): string | undefined {
  return process.env.PKSN_TEST_CHROMIUM ?? PLACES.find(existsSync);
}

export interface Look {
  readonly isDark?: boolean;
  readonly isPhone?: boolean;
  readonly language?: 'en' | 'ru';
  /** Of automation, in place of a session. */
  readonly token?: string;
}

/** What a page complained of, and where it went, since it was opened. */
export interface Complaints {
  readonly texts: string[];
  readonly foreign: string[];
}

/** A person's browser in front of the console at `origin`. */
export class ConsoleBrowser {
  private readonly complaints = new Map<Page, Complaints>();

  private constructor(
    private readonly browser: Browser,
    readonly origin: string,
  ) {}

  static async open(adminPort: number): Promise<ConsoleBrowser> {
    const executablePath = chromiumPath();
    if (executablePath === undefined) throw new Error('chromium is needed for this test: apt-get install chromium');
    const browser = await chromium.launch({ executablePath, args: QUIET });
    return new ConsoleBrowser(browser, `https://127.0.0.1:${String(adminPort)}`);
  }

  /** A browser of its own: cookies and storage are nobody else's. */
  async person({ isDark = false, isPhone = false, language = 'en', token }: Look = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      ignoreHTTPSErrors: true,
      baseURL: this.origin,
      viewport: isPhone ? PHONE : DESKTOP,
      colorScheme: isDark ? 'dark' : 'light',
      locale: language,
      reducedMotion: 'reduce',
      acceptDownloads: true,
      ...(token === undefined ? {} : { extraHTTPHeaders: { authorization: `Bearer ${token}` } }),
    });
    context.setDefaultTimeout(STEP_MS);
    return context;
  }

  async page(look: Look = {}): Promise<Page> {
    const page = await (await this.person(look)).newPage();
    this.watch(page);
    return page;
  }

  watch(page: Page): void {
    const seen: Complaints = { texts: [], foreign: [] };
    this.complaints.set(page, seen);
    page.on('pageerror', (error) => seen.texts.push(error.message));
    page.on('console', (message) => {
      // That a request was refused is for the page to tell; the browser says it, too.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        seen.texts.push(message.text());
      }
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(this.origin) && !/^(?:data|blob):/.test(url)) seen.foreign.push(url);
    });
  }

  /** What the page complained of so far; asking empties it. */
  complaintsOf(page: Page): Complaints {
    const seen = this.complaints.get(page) ?? { texts: [], foreign: [] };
    return { texts: seen.texts.splice(0), foreign: seen.foreign.splice(0) };
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const WCAG_22_AA = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
/** What can differ between two looks at one page; all else is of its structure. */
const OF_THE_LOOK = {
  type: 'rule',
  values: [
    'color-contrast',
    'target-size',
    'scrollable-region-focusable',
    'label-content-name-mismatch',
    'link-in-text-block',
  ],
};

/** What axe finds against WCAG 2.2 AA, a line each: rule, where, why. `isOtherLook`: the page was judged whole in another look. */
export async function axeFindings(page: Page, isOtherLook = false): Promise<string[]> {
  const options = { runOnly: isOtherLook ? OF_THE_LOOK : WCAG_22_AA };
  // Evaluated by the debugger: the page's own policy would not let it in.
  await page.evaluate(AXE);
  return page.evaluate<string[]>(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ': ' + target.join(' ') + ': ' + failureSummary)))`);
}

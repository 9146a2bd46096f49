import { ConsoleBrowser } from '../../browser/console-browser';
import { Service } from '../../e2e/service';
import type { BenchRow } from '../bench-row';

const GOAL_MS = 1_000;

/**
 * CONSOLE: milliseconds from the address being entered until the overview shows its heading, in a browser that has nothing of it
 * kept; the baseline is a picture of 300 bytes from the same listener in such a browser: connection, TLS and the browser's own time.
 */
export const consoleFirstPage: BenchRow = {
  id: 'CONSOLE',
  rounds: 7,
  async run(options, measure) {
    const service = await Service.create();
    await service.startAll();
    const browser = await ConsoleBrowser.open(service.portOf('admin-api'));
    const shown = async (path: string, sign: string): Promise<number> => {
      const page = await browser.page({ token: service.token });
      const start = performance.now();
      await page.goto(path, { waitUntil: 'commit' });
      await page.locator(sign).first().waitFor();
      const ms = performance.now() - start;
      await page.context().close();
      return ms;
    };
    try {
      await measure([
        {
          what: 'console: from an address to the heading of the overview, nothing in the cache of the browser',
          unit: 'ms',
          baselineWhat: 'a small picture from the same listener',
          goal: { text: `<= ${String(GOAL_MS)} ms`, met: (figure) => figure <= GOAL_MS },
          figure: () => shown('/', 'h1'),
          baseline: () => shown('/favicon.svg', 'svg'),
        },
      ]);
      options.say('signed in by a token');
    } finally {
      await browser.close();
      await service.stop();
    }
  },
};

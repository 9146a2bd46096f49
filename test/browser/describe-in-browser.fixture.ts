import { chromiumPath } from './console-browser';

/** A real browser is there, or has to be: outside of CI the suites that need one are skipped, by name, where there is none. */
export function describeInBrowser(name: string, suite: () => void): void {
  if (chromiumPath() !== undefined || process.env.PKSN_TEST_REQUIRE_CHROMIUM === '1') describe(name, suite);
  else describe.skip(`${name} (needs chromium: apt-get install chromium)`, suite);
}

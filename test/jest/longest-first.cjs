'use strict';
const Sequencer = require('@jest/test-sequencer').default;

/**
 * The suites that take the longest, longest first. A fresh clone has no timings, and Jest would go by the size of the
 * files: a suite of thirty lines that fuzzes for minutes would start last, and run alone when all others are done.
 */
const LONG = [
  'test/browser/pages.e2e.ts',
  'test/crash/process-kills.e2e.ts',
  'test/e2e/generations/activations.e2e.ts',
  'test/fuzz/package-fuzz.spec.ts',
  'test/crash/every-point.e2e.ts',
  'test/fuzz/http/http-fuzz.e2e.ts',
  'test/e2e/overrides.e2e.ts',
  'test/e2e/provider-settings.e2e.ts',
  'test/e2e/standalone.e2e.ts',
  'test/e2e/license-bypass/process.e2e.ts',
  'test/e2e/bad-input.e2e.ts',
  'test/docs/readme.e2e.ts',
  'test/e2e/no-network.e2e.ts',
  'test/e2e/changes.e2e.ts',
  'test/e2e/spine.e2e.ts',
  'test/e2e/demonstration.e2e.ts',
  'test/e2e/license-after-restore.e2e.ts',
  'test/e2e/import-rules.e2e.ts',
  'test/crash/disk-trouble.e2e.ts',
  'test/crash/power-loss.e2e.ts',
  'test/model/histories.e2e.ts',
  'test/upkeep/upkeep-kills.e2e.ts',
  'test/trust/trust-scenarios.e2e.ts',
  'test/fuzz/differential/differential.e2e.ts',
  'test/fuzz/hostile-packages.spec.ts',
  'libs/reputation-index/src/segment.spec.ts',
  'libs/reputation-index/src/answer/answer-model.spec.ts',
  'libs/reputation-index/src/answer/file-bulk.spec.ts',
];

class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = LONG.findIndex((suite) => path.endsWith(`/${suite}`));
      return at === -1 ? LONG.length : at;
    };
    // Stable: the others stay as Jest puts them.
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}

module.exports = LongestFirst;

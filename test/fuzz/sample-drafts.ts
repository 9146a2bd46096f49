import { nameKey } from '@pksn/domain';
import { licenseStatus, updatesOf } from './fixed-vendor';
import type { FixedVendor } from './fixed-vendor';
import { MemorySnapshot } from './memory-snapshot';
import type { Draft } from './package-draft';
import { ascending, digest, nameEntry, put, removal, sampleSections } from './sample-content';

const FACTS = {
  feed: 'acme/core',
  kind: 'full',
  version: 7,
  created: '2026-07-14T20:51:00Z',
  freshUntil: '2026-08-14T20:51:00Z',
  minReader: 1,
  base: null,
};

/** A valid full package with root updates, a license document, a policy and statements. */
export function fullDraft(vendor: FixedVendor, codec: Draft['codec'] = 'gzip'): Draft {
  const policy = [
    {
      objects: ['url', 'domain'],
      mode: 'sampled',
      sample: 10,
      notBefore: '2026-07-14T00:00:00Z',
      until: '2026-07-16T00:00:00Z',
      reason: 'load',
    },
  ];
  const statements = [{ id: 3, language: 'en', text: 'You take part voluntarily.\nYou may stop at any time.' }];
  return {
    vendor,
    facts: { ...FACTS, policy, statements },
    codec,
    below: null,
    sections: sampleSections(),
    trust: updatesOf(vendor),
    licensing: [licenseStatus(vendor, ['00'.repeat(32)])],
  };
}

/** The snapshot of `fullDraft`, as the base of a delta. */
export function sampleSnapshot(): MemorySnapshot {
  const snapshot = new MemorySnapshot();
  for (const { name, chunks } of sampleSections()) snapshot.apply(name, chunks.flat());
  return snapshot;
}

/** A valid delta on `fullDraft`: it changes, adds and removes, and uses a name of its base. */
export function deltaDraft(vendor: FixedVendor, baseStateHash: string, codec: Draft['codec'] = 'gzip'): Draft {
  const files = [
    put('file-sha256', digest('sha256', 'file 0'), { zone: 'green', threat: null }),
    put('file-sha256', digest('sha256', 'new file'), { threat: nameKey('New.Threat') }),
    removal('file-sha256', digest('sha256', 'file 1')),
  ];
  return {
    vendor,
    facts: { ...FACTS, kind: 'delta', version: 8, base: { version: 7, stateHash: baseStateHash } },
    codec,
    below: sampleSnapshot(),
    sections: [
      { name: 'names', chunks: [[nameEntry('New.Threat')]] },
      { name: 'file-sha256', chunks: [ascending(files)] },
      { name: 'alias-md5', chunks: [[removal('alias-md5', digest('md5', 'file 0'))]] },
      { name: 'web', chunks: [[put('web', digest('sha256', 'other.example/'))]] },
    ],
    trust: updatesOf(vendor),
    licensing: [],
  };
}

import type { LookupAnswer } from '@pksn/contract';
import { bulkLookups } from '../bulk-lookups';

/** P3: bulks of 1,000 files by JSON over HTTPS. */
export const bulkJson = bulkLookups({
  id: 'P3',
  what: 'bulk of 1,000 files by JSON over HTTPS',
  goals: { memory: 1, files: 0.7 },
  question: (hashes, key) => ({
    path: '/v1/lookup',
    key,
    body: JSON.stringify({ objects: hashes.map((file) => ({ file })) }),
  }),
  zonesOf: (answer) =>
    (JSON.parse(answer.toString()) as LookupAnswer).results.map((said) => ('error' in said ? 'error' : said.zone)),
});

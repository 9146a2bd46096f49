import { PACKED_CONTENT_TYPE, decodePackedAnswer, encodePackedQuestion } from '@pksn/contract';
import { bulkLookups } from '../bulk-lookups';

/** P4: the same files by packed bytes over HTTPS, with their other hashes, so that the answer says what JSON says. */
export const bulkPacked = bulkLookups({
  id: 'P4',
  what: 'bulk of 1,000 files by packed bytes over HTTPS',
  goals: { memory: 2.5, files: 1.4 },
  question: (hashes, key) => {
    const keys = Buffer.from(hashes.join(''), 'hex');
    const body = encodePackedQuestion({ hashes: true, runs: [{ kind: 'file-sha256', count: hashes.length, keys }] });
    return { path: '/v1/lookup/packed', key, body, type: PACKED_CONTENT_TYPE };
  },
  zonesOf: (answer) => decodePackedAnswer(answer).results.map((said) => ('error' in said ? 'error' : said.zone)),
});

import type { PreviewAnswer } from './preview-text';
import { previewLines } from './preview-text';

const records = { before: 0, after: 1, added: 1, gone: 0, recolored: 0, edited: 0 };
const answer = (state: string, against: { version: number } | null): PreviewAnswer => ({
  snapshot: {
    id: 2,
    feed: 'acme/core',
    version: 2,
    kind: 'full',
    state,
    stateHash: '',
    counts: {},
    createdAt: '',
    activatedAt: null,
  },
  guard: null,
  trips: [
    {
      rule: 'list',
      text: 'a guarded object turns red',
      count: 2,
      samples: [
        { text: null, key: 'ab', list: 'system', entry: 'ab' },
        { text: 'login.bank.example/', key: 'cd', list: 'hosts', entry: 'bank.example' },
      ],
    },
  ],
  preview: { against, records, transitions: [], popular: [], threats: null },
});

it('names the entry that an object met only where it is another text', () => {
  expect(previewLines(answer('held', null)).slice(1, 3)).toEqual([
    '    ab (of "system")',
    '    login.bank.example/ (bank.example of "hosts")',
  ]);
});

it('says of a snapshot that waits what is live, and of any other what was', () => {
  const last = (one: PreviewAnswer): string => previewLines(one).at(-1) ?? '';
  expect(last(answer('held', null))).toMatch(/nothing is live in its feed/);
  expect(last(answer('active', null))).toMatch(/nothing was live in its feed/);
  expect(last(answer('held', { version: 1 }))).toMatch(/against version 1, which is live/);
  expect(last(answer('active', { version: 1 }))).toMatch(/against version 1, which was live/);
});

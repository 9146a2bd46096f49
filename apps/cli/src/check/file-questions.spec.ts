import { Fault } from '@pksn/domain';
import type { EndpointResult } from '@pksn/endpoint-client';
import { FileQuestions } from './file-questions';
import type { FileAsker } from './file-questions';
import type { HashedFile } from './hash-pool';

const root = { given: Buffer.from('r'), real: Buffer.from('/r'), absolute: '/r', isFolder: true };
const file = (n: number): HashedFile => ({
  root,
  below: Buffer.from(`/${String(n)}`),
  flaw: null,
  sha256: n.toString(16).padStart(64, '0'),
  sizeBytes: 1,
});
const green = { zone: 'green', from: 'service' } as unknown as EndpointResult;
const nobody = { zone: 'grey', from: 'nowhere' } as unknown as EndpointResult;

interface Ended {
  /** How many files came to each end. */
  readonly states: Record<string, number>;
  readonly bulks: number;
  readonly gaveUp: number;
  readonly fault: string | null;
}

/** Asks for `count` files in bulks of 1,000; `answer` says what the bulk of that number (from 0 on) gets. */
async function asked(count: number, answer: (bulk: number) => EndpointResult | Fault): Promise<Ended> {
  const states: Record<string, number> = {};
  let [bulks, gaveUp] = [0, 0];
  const lookupMany: FileAsker['lookupMany'] = (objects) => {
    const said = answer(bulks++);
    return said instanceof Fault ? Promise.reject(said) : Promise.resolve(objects.map(() => said));
  };
  const source = async function* (): AsyncGenerator<HashedFile[]> {
    for (let n = 0; n < count && gaveUp === 0; n += 100)
      yield await Promise.resolve(Array.from({ length: 100 }, (_, i) => file(n + i)));
  };
  const questions = new FileQuestions({ lookupMany }, () => gaveUp++, new AbortController().signal);
  for await (const group of questions.answers(source()))
    for (const { state } of group) states[state] = (states[state] ?? 0) + 1;
  return { states, bulks, gaveUp, fault: questions.fault?.code ?? null };
}

it.each(['SERVICE_UNAVAILABLE', 'LICENSE_RATE', 'ENDPOINT_DEADLINE'] as const)(
  'a bulk that %s refuses for now takes no other file with it',
  async (code) => {
    const ended = await asked(6_000, (bulk) => (bulk === 1 || bulk === 3 ? new Fault(code, 'later') : green));
    expect(ended).toEqual({ states: { green: 4_000, unanswered: 2_000 }, bulks: 6, gaveUp: 0, fault: null });
  },
);

it.each(['LICENSE_KEY_NOT_SUBMITTED', 'LICENSE_SCOPE', 'SETTINGS_POLICY', 'ENDPOINT_NETWORK_CHANGED'] as const)(
  '%s is final: nothing more is asked, and what was hashed is told as unanswered',
  async (code) => {
    const { states, bulks, gaveUp, fault } = await asked(50_000, (bulk) => (bulk < 2 ? green : new Fault(code, 'no')));
    expect([states.green, gaveUp > 0, fault]).toEqual([2_000, true, code]);
    expect(bulks).toBeLessThan(10);
    expect(states.unanswered).toBeLessThan(10_000);
  },
);

it.each([
  ['refuses', new Fault('SERVICE_UNREACHABLE', 'away')],
  ['is away, with an offline policy that says grey', nobody],
])('gives up when the service %s three times in a row', async (_what, said) => {
  const { states, bulks, gaveUp } = await asked(50_000, () => said);
  expect([states.green ?? 0, gaveUp]).toEqual([0, 1]);
  expect(bulks).toBeLessThan(10);
});

it('hands on what is no refusal', async () => {
  const broken: FileAsker = { lookupMany: () => Promise.reject(new TypeError('a defect')) };
  const source = async function* (): AsyncGenerator<HashedFile[]> {
    yield await Promise.resolve([file(1)]);
  };
  const questions = new FileQuestions(broken, () => undefined, new AbortController().signal);
  await expect(questions.answers(source()).next()).rejects.toThrow('a defect');
});

import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { Fault } from '@pksn/domain';
import type { Access } from './access';
import { PROMISES } from './demonstration-text';
import type { Promised } from './demonstration-text';

const ATTEMPTS = 100;
const PAUSE_MS = 100;
const ANSWER_LIMIT_BYTES = 64 * 1024;

/**
 * Asks everything that the demonstration prints, as an endpoint would, until the answers are as promised: a query
 * process follows a new generation and a new key within a second. A stranger's key is not tried: it would knock, and the
 * first thing that a new installation says would be an alert of our own making. Faults: SERVICE_UNAVAILABLE.
 */
export async function checkPromises(access: Access, key: string): Promise<void> {
  const ca = await readFile(access.ca, 'utf8');
  for (const promised of PROMISES.filter((one) => one.strangersKey !== true)) {
    await keptWithin(ATTEMPTS, promised, () => ask(access.queryUrl + promised.path, ca, key));
  }
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function keptWithin(attempts: number, promised: Promised, question: () => Promise<Answer>): Promise<void> {
  const { status, field, value } = promised.expect;
  for (let left = attempts; left > 0; left--) {
    const answer = await question();
    if (answer.status === status && answer.body[field] === value) return;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  throw new Fault('SERVICE_UNAVAILABLE', `the demonstration does not hold what it promises: ${promised.what}`);
}

function ask(url: string, ca: string, key: string): Promise<Answer> {
  return new Promise((done, fail) => {
    const call = request(url, { ca, agent: false, headers: { authorization: `Bearer ${key}` } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text = (text + part).slice(0, ANSWER_LIMIT_BYTES)));
      response.on('error', fail);
      response.on('end', () => {
        try {
          done({ status: response.statusCode ?? 0, body: JSON.parse(text) as Record<string, unknown> });
        } catch {
          done({ status: response.statusCode ?? 0, body: {} });
        }
      });
    });
    call.on('error', fail).end();
  });
}

import { ask } from './https-ask';
import type { Asked } from './https-ask';
import type { LookupFixture } from './lookup-fixture';
import { PinnedProcess } from './pinned-process';
import type { RatedServer } from './request-rates';

const CHECKED = 200;

export const CONSTANT_BASELINE = 'bare node:https, constant answer of the same size';

/** Bare node:https with one constant answer of so many bytes; to be stopped by whoever starts it. */
export async function startConstant(fixture: LookupFixture, answerBytes: number): Promise<RatedServer> {
  const { process, message } = await PinnedProcess.start<{ port: number }>('server', 'test/bench/constant-server.js', {
    args: [fixture.tls.cert, fixture.tls.key, String(answerBytes)],
  });
  return { process, port: message.port };
}

/** Bytes of an answer on average. Throws when one is not right: of the objects asked, every other one is known. */
export async function checkedAnswerBytes(
  port: number,
  fixture: LookupFixture,
  questions: readonly Asked[],
): Promise<number> {
  let bytes = 0;
  for (const [i, question] of questions.slice(0, CHECKED).entries()) {
    const { text, body } = await ask(port, fixture.tls.ca, question);
    const { zone } = body as { zone: string };
    if (zone !== (i % 2 === 0 ? 'red' : 'grey')) throw new Error(`${question.path} is ${zone}`);
    bytes += Buffer.byteLength(text);
  }
  return Math.round(bytes / CHECKED);
}

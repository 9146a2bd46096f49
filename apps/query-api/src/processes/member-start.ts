import type { Worker } from 'node:cluster';
import { Fault } from '@pksn/domain';

const READY_DEADLINE_MS = 120_000;

/** The port of a member that serves. Faults: SERVICE_UNAVAILABLE when it ends before, or takes two minutes. */
export function served(member: Worker): Promise<number> {
  return new Promise((ready, fail) => {
    const unavailable = (why: string): void => fail(new Fault('SERVICE_UNAVAILABLE', `a query process ${why}`));
    const timer = setTimeout(() => unavailable('did not become ready in time'), READY_DEADLINE_MS);
    member.on('message', (message: unknown) => {
      if (typeof message !== 'object' || message === null || !('port' in message)) return;
      clearTimeout(timer);
      ready(Number(message.port));
    });
    member.once('exit', () => {
      clearTimeout(timer);
      unavailable('ended before it was ready');
    });
  });
}

/** Resolves when the member has ended. Unlike events.once, whatever goes wrong with it meanwhile. */
export function ended(member: Worker): Promise<void> {
  return member.isDead() ? Promise.resolve() : new Promise((done) => member.once('exit', () => done()));
}

import { Shutdown } from './shutdown';

test('steps run last first, once, and a failing one skips nothing', async () => {
  const seen: string[] = [];
  const codes: number[] = [];
  const shutdown = new Shutdown({ exit: (code) => void codes.push(code) });
  shutdown.onStop('database', () => void seen.push('database'));
  shutdown.onStop('failing', () => Promise.reject(new Error('no')));
  shutdown.onStop('listener', async () => void seen.push('listener'));
  await Promise.all([shutdown.stop('one'), shutdown.stop('two', 7)]);
  expect(seen).toEqual(['listener', 'database']);
  expect(codes).toEqual([1]);
});

test('a step that hangs is cut off at the deadline', async () => {
  const code = await new Promise<number>((exit) => {
    const shutdown = new Shutdown({ exit, deadlineMs: 20 });
    shutdown.onStop('hangs', () => new Promise(() => undefined));
    void shutdown.stop('test');
  });
  expect(code).not.toBe(0);
});

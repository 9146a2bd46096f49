import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { command } from './redis-baseline';

const KEYS_PER_MGET = 100;
const CONNECTIONS = 64;
const NOBODY = '$-1\r\n';

/** Arguments: port, seconds, a file of hex keys, one a line, every other one known, all values of one length. */
const [port = '', seconds = '', path = ''] = process.argv.slice(2);
const keys = readFileSync(path, 'latin1').trim().split('\n');
const requests: Buffer[] = [];
for (let at = 0; at + KEYS_PER_MGET <= keys.length; at += KEYS_PER_MGET) {
  requests.push(
    command(
      ['MGET', ...keys.slice(at, at + KEYS_PER_MGET)].map((key, i) => Buffer.from(key, i === 0 ? 'latin1' : 'hex')),
    ),
  );
}
let [next, answers, running] = [0, 0, true];

/** Half of the values are there, so all answers have the length of the first, which is read in full. */
function ask(answerBytes: number): void {
  const socket = connect(Number(port), '127.0.0.1');
  const send = (): void => void socket.write(requests[next++ % requests.length] as Buffer);
  let left = answerBytes;
  socket.on('connect', send);
  socket.on('data', (bytes) => {
    left -= bytes.length;
    if (left > 0) return;
    if (left < 0) throw new Error('an answer is longer than the first');
    left = answerBytes;
    if (!running) return void socket.destroy();
    answers += 1;
    send();
  });
}

/** Bytes of an answer, when half of its values are there. */
function firstAnswer(): Promise<number> {
  return new Promise((done) => {
    const socket = connect(Number(port), '127.0.0.1');
    let bytes = Buffer.alloc(0);
    socket.on('data', (part) => {
      bytes = Buffer.concat([bytes, part]);
      const text = bytes.toString('latin1');
      const absent = text.split(NOBODY).length - 1;
      const length = Number(/\$(\d+)\r\n/.exec(text)?.[1] ?? Number.NaN);
      const known = KEYS_PER_MGET / 2;
      const whole =
        `*${String(KEYS_PER_MGET)}\r\n`.length + known * (`$${String(length)}\r\n`.length + length + 2 + NOBODY.length);
      if (bytes.length < whole) return;
      if (absent !== known || bytes.length !== whole)
        throw new Error(`${String(absent)} of ${String(KEYS_PER_MGET)} are absent`);
      socket.destroy();
      done(whole);
    });
    socket.write(requests[0] as Buffer);
  });
}

void firstAnswer().then((answerBytes) => {
  const start = process.hrtime.bigint();
  for (let i = 0; i < CONNECTIONS; i++) ask(answerBytes);
  setTimeout(
    () => {
      running = false;
      const tookSeconds = Number(process.hrtime.bigint() - start) / 1e9;
      process.send?.({ keys: answers * KEYS_PER_MGET, tookSeconds });
    },
    Number(seconds) * 1_000,
  );
});
// Ended by its parent.
setInterval(() => undefined, 60_000);

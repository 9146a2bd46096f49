import { readFileSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';

/** The client where wrk is not installed. Arguments: port, seconds, connections, file of requests (see https-load.ts), scheme. */
const [port = '', seconds = '', connections = '', path = '', scheme = 'https'] = process.argv.slice(2);
const requests = readRequests(readFileSync(path));
let [next, answers, errors, running] = [0, 0, 0, true];

function readRequests(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const line = bytes.indexOf('\n', at);
    const end = line + 1 + Number(bytes.toString('latin1', at, line));
    found.push(bytes.subarray(line + 1, end));
    at = end;
  }
  return found;
}

/** Reads heads in full and bodies by their length alone. */
function answersOf(socket: Socket, each: (ok: boolean) => void): void {
  let head = '';
  let bodyLeft = 0;
  let ok = false;
  socket.on('data', (bytes: Buffer) => {
    for (let at = 0; at < bytes.length;) {
      if (bodyLeft === 0) {
        head += bytes.toString('latin1', at, Math.min(bytes.length, at + 2_048));
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        const before = head.length - Math.min(bytes.length - at, 2_048);
        at += end + 4 - before;
        ok = head.startsWith('HTTP/1.1 2');
        bodyLeft = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
        head = '';
      }
      const taken = Math.min(bodyLeft, bytes.length - at);
      [at, bodyLeft] = [at + taken, bodyLeft - taken];
      if (bodyLeft === 0) each(ok);
    }
  });
}

function ask(): void {
  const where = { host: '127.0.0.1', port: Number(port) };
  const plain = scheme === 'http';
  const socket: Socket = plain ? connectPlain(where) : connect({ ...where, rejectUnauthorized: false });
  const send = (): void => {
    socket.write(requests[next++ % requests.length] as Buffer);
  };
  socket.on(plain ? 'connect' : 'secureConnect', send);
  socket.on('error', () => (errors += 1));
  answersOf(socket, (ok) => {
    if (!running) return void socket.destroy();
    answers += 1;
    if (!ok) errors += 1;
    send();
  });
}

const start = process.hrtime.bigint();
for (let i = 0; i < Number(connections); i++) ask();
setTimeout(
  () => {
    running = false;
    process.send?.({ answers, errors, tookSeconds: Number(process.hrtime.bigint() - start) / 1e9 });
  },
  Number(seconds) * 1_000,
);
// Ended by its parent.
setInterval(() => undefined, 60_000);

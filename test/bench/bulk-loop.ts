import { createReadStream, readFileSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import type { LookupAnswer } from '@pksn/contract';

/*
 * What is left of a client without a client: sends each line of a file, which is the body of a bulk, one after the other on one kept
 * connection, and prints each result as a line. Arguments: port, CA, key file, file.
 */
async function main(): Promise<void> {
  const [port = '', ca = '', key = '', file = ''] = process.argv.slice(2);
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: readFileSync(ca) });
  const authorization = `Bearer ${readFileSync(key, 'utf8').trim()}`;
  for await (const body of createInterface({ input: createReadStream(file) })) {
    const { results } = JSON.parse(await answerTo(agent, Number(port), authorization, body)) as LookupAnswer;
    writeSync(1, results.map((one) => `${JSON.stringify(one)}\n`).join(''));
  }
  agent.destroy();
}

function answerTo(agent: Agent, port: number, authorization: string, body: string): Promise<string> {
  const length = Buffer.byteLength(body);
  const headers = { authorization, 'content-type': 'application/json', 'content-length': length };
  return new Promise((done, fail) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method: 'POST', path: '/v1/lookup', headers, agent },
      (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('error', fail);
        incoming.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (incoming.statusCode === 200) done(text);
          else fail(new Error(`${String(incoming.statusCode)}: ${text}`));
        });
      },
    );
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 70;
});

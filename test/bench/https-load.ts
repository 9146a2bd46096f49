import { execFile, spawnSync } from 'node:child_process';
import { createWriteStream, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PinnedProcess, pinned } from './pinned-process';

const CONNECTIONS = 64;
const hasWrk = spawnSync('wrk', ['-v']).error === undefined;
export const CLIENT = hasWrk ? 'wrk' : 'a Node client (wrk is not installed)';

/** What wrk does: takes the requests of the file in turns, and counts the answers that are not 2xx. */
const WRK_SCRIPT = `
local requests, n, at = {}, 0, 0
function init(args)
  local file = assert(io.open(args[1], "rb"))
  for length in file:lines() do
    n = n + 1
    requests[n] = file:read(tonumber(length))
  end
end
function request()
  at = at % n + 1
  return requests[at]
end
function done(summary, latency)
  local e = summary.errors
  print(string.format("RESULT %d %d %d %d", summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(99)))
end
`;

interface Run {
  readonly answers: number;
  readonly tookSeconds: number;
  readonly errors: number;
  /** NaN where the client does not measure it. */
  readonly p99Ms: number;
}

/** Whole HTTP requests that 64 keep-alive connections send in turns, each as soon as it has its answer. */
export class HttpsLoad {
  private constructor(
    private readonly script: string,
    private readonly requests: string,
    private readonly scheme: 'https' | 'http',
  ) {}

  static async prepare(
    workDir: string,
    name: string,
    requests: readonly Buffer[],
    scheme: 'https' | 'http' = 'https',
  ): Promise<HttpsLoad> {
    const [script, path] = [join(workDir, `${name}.lua`), join(workDir, `${name}.requests`)];
    writeFileSync(script, WRK_SCRIPT);
    const out = createWriteStream(path);
    for (const request of requests) {
      out.write(`${String(request.length)}\n`);
      if (!out.write(request)) await once(out, 'drain');
    }
    out.end();
    await once(out, 'finish');
    return new HttpsLoad(script, path, scheme);
  }

  /** Answers per second from a loopback port. Throws when any of them was not 2xx. */
  async rate(port: number, seconds: number): Promise<number> {
    const { answers, tookSeconds } = await this.run(port, seconds);
    return answers / tookSeconds;
  }

  /** Answers in about so many seconds, how long it took in fact, and the latency that one in a hundred exceeded. */
  async run(port: number, seconds: number): Promise<Omit<Run, 'errors'>> {
    const { errors, ...run } = hasWrk ? await this.wrk(port, seconds) : await this.node(port, seconds);
    if (errors > 0 || run.answers === 0) throw new Error(`${String(errors)} errors, ${String(run.answers)} answers`);
    return run;
  }

  private async wrk(port: number, seconds: number): Promise<Run> {
    const flags = [
      '-t',
      '1',
      '-c',
      String(CONNECTIONS),
      '-d',
      `${String(seconds)}s`,
      '--timeout',
      '60s',
      '-s',
      this.script,
    ];
    const url = `${this.scheme}://127.0.0.1:${String(port)}/`;
    const [command = '', ...rest] = pinned('client', ['wrk', ...flags, url, '--', this.requests]);
    const { stdout } = await promisify(execFile)(command, rest);
    const [, answers, micros, errors, p99] = /^RESULT (\d+) (\d+) (\d+) (\d+)$/m.exec(stdout) ?? [];
    return {
      answers: Number(answers),
      tookSeconds: Number(micros) / 1e6,
      errors: Number(errors),
      p99Ms: Number(p99) / 1e3,
    };
  }

  private async node(port: number, seconds: number): Promise<Run> {
    const args = [String(port), String(seconds), String(CONNECTIONS), this.requests, this.scheme];
    const { process, message } = await PinnedProcess.start<Omit<Run, 'p99Ms'>>('client', 'test/bench/load-client.js', {
      args,
    });
    await process.stop();
    return { ...message, p99Ms: Number.NaN };
  }
}

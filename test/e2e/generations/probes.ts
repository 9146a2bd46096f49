import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What a process holds, its garbage collected. */
export interface ProcessHoldings {
  readonly app: string;
  readonly pid: number;
  /** Bytes that JavaScript holds, in its heap and outside of it. */
  readonly memory: number;
  /** Bytes that the process has of the machine's memory. */
  readonly rss: number;
  /** What each descriptor is. */
  readonly open: readonly string[];
}

/** Asks processes that were started with this environment what they hold; members of a pool answer for themselves. */
export class Probes {
  private readonly folder = mkdtempSync(join(tmpdir(), 'pksn-probes-'));

  get environment(): Record<string, string> {
    return {
      NODE_OPTIONS: `--require ${join(__dirname, 'process-probe.cjs')}`,
      PKSN_TEST_PROBES: this.folder,
    };
  }

  async ask(): Promise<ProcessHoldings[]> {
    const answers = readdirSync(this.folder).map(async (name) => {
      const socket = connect(join(this.folder, name));
      return JSON.parse(await text(socket)) as ProcessHoldings;
    });
    return (await Promise.all(answers)).sort((a, b) => a.pid - b.pid);
  }

  stop(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

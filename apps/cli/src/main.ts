import { processTerminal } from './console/process-terminal';
import { run } from './run';

/** Called by bin/pksn.cjs. */
export async function main(): Promise<void> {
  process.exitCode = await run(process.argv.slice(2), processTerminal());
}

'use strict';
const { spawn } = require('node:child_process');
const { constants } = require('node:os');
const path = require('node:path');
const { prepare, PrepareError } = require('../../apps/standalone/bin/prepare.cjs');

const ROOT = path.join(__dirname, '..', '..');

/** Prepares the tree, runs a script of it with the arguments and the terminal of this process, and ends as it ends. */
function launch(script, args) {
  try {
    prepare({ root: ROOT });
  } catch (error) {
    if (!(error instanceof PrepareError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  const child = spawn(process.execPath, [script, ...args], { cwd: ROOT, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

module.exports = { launch, ROOT };

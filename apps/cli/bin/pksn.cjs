#!/usr/bin/env node
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..', '..');
const built = join(root, 'dist', 'apps', 'cli', 'src', 'main.js');
const DEFECT = 70;

async function start() {
  if (!existsSync(built)) {
    // A fresh clone: the same preparation as npm start, which tells on standard error what it does.
    const { prepare } = require(join(root, 'apps', 'standalone', 'bin', 'prepare.cjs'));
    await prepare({ root });
  }
  await require(built).main();
}

start().catch((error) => {
  process.stderr.write(`pksn: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = DEFECT;
});

#!/usr/bin/env node
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..', '..');
const built = join(root, 'dist', 'apps', 'cli', 'src', 'main.js');

async function prepared() {
  if (existsSync(built)) return;
  // A fresh clone: the same preparation as npm start, which says on standard error what it does.
  const { prepare } = require(join(root, 'apps', 'standalone', 'bin', 'prepare.cjs'));
  await prepare();
}

prepared()
  .then(() => require(built).main())
  .catch((error) => {
    process.stderr.write(`pksn: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 70;
  });

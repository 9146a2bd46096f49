#!/usr/bin/env node
'use strict';
/** `npm start`: installs and compiles what is missing, then becomes the launcher, in this same process. */
const path = require('node:path');
const { prepare } = require('./prepare.cjs');

const root = path.join(__dirname, '..', '..', '..');
try {
  prepare({ root });
} catch (error) {
  if (error.code !== 'PREPARE_FAILED') throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
require(path.join(root, 'dist', 'apps', 'standalone', 'src', 'main.js'));

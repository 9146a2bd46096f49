'use strict';
/** `node test/bin/run-built.cjs NAME [arguments]`: installs and compiles what is missing, then runs dist/test/NAME.js. */
const fs = require('node:fs');
const path = require('node:path');
const { launch, ROOT } = require('./launch.cjs');

const [name = '', ...args] = process.argv.slice(2);
const below = path.join(ROOT, 'test');
const source = path.join(below, `${name}.ts`);
if (!source.startsWith(below + path.sep) || !fs.existsSync(source)) {
  process.stderr.write(`there is no test/${name}.ts\nUsage: node test/bin/run-built.cjs NAME [arguments]\n`);
  process.exit(64);
}
launch(path.join(ROOT, 'dist', 'test', `${name}.js`), args);

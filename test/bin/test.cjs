'use strict';
/** `npm test [-- jest arguments]`: installs and compiles what is missing, then runs Jest. */
const path = require('node:path');
const { launch, ROOT } = require('./launch.cjs');

launch(path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'), process.argv.slice(2));

'use strict';
const fs = require('node:fs');

module.exports = function removeFolder() {
  fs.rmSync(process.env.PKSN_TEST_TEMPLATES, { recursive: true, force: true });
};

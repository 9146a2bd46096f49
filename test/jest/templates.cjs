'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const PREFIX = 'pksn-templates-';

/** Makes the folder in which the test files of one run share prepared databases (libs/testing), and removes it. */
module.exports = function makeFolder() {
  removeOrphans();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  process.env.PKSN_TEST_TEMPLATES = folder;
};

/** A run that was killed could not remove its folder. */
function removeOrphans() {
  for (const name of fs.readdirSync(os.tmpdir()).filter((one) => one.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split('-')[0]);
    if (!alive(pid)) fs.rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true });
  }
}

function alive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

'use strict';
const fs = require('node:fs');
const path = require('node:path');

const POLL_MS = 250;
/** A lock without an owner file for this long was left by a process that died while it took it. */
const ORPHAN_MS = 10_000;
const PATIENCE_MS = 20 * 60_000;

/**
 * Runs `work` while this process alone holds the lock folder: making a folder is atomic. A lock whose process is gone
 * is taken over. Waits, so that a second start finds the work done.
 */
function withFolderLock(folder, log, work) {
  const deadline = Date.now() + PATIENCE_MS;
  let told = false;
  while (!taken(folder)) {
    if (abandoned(folder)) {
      discard(folder);
      continue;
    }
    if (Date.now() > deadline)
      throw new Error(`${folder} is still locked; delete that folder if nothing else runs here`);
    if (!told) log('another start is preparing this folder; waiting for it');
    told = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
  }
  try {
    return work();
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function taken(folder) {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  fs.writeFileSync(path.join(folder, 'pid'), String(process.pid));
  return true;
}

function abandoned(folder) {
  try {
    const pid = Number(fs.readFileSync(path.join(folder, 'pid'), 'utf8'));
    if (pid > 0) return !alive(pid);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const made = fs.statSync(folder, { throwIfNoEntry: false });
  return made !== undefined && Date.now() - made.mtimeMs > ORPHAN_MS;
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Renaming first: of two that find the same abandoned lock, one wins, and neither removes a lock that is new. */
function discard(folder) {
  const aside = `${folder}.${process.pid}.old`;
  try {
    fs.renameSync(folder, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  fs.rmSync(aside, { recursive: true, force: true });
}

module.exports = { withFolderLock };

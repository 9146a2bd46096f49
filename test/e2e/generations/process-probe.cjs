'use strict';
/**
 * Loaded into processes of the product by NODE_OPTIONS. Whoever connects to PKSN_TEST_PROBES/PID.sock is told what the
 * process holds after its garbage was collected: bytes, and what its descriptors are.
 */
const { readdirSync, readlinkSync } = require('node:fs');
const { createServer } = require('node:net');
const { join } = require('node:path');
const v8 = require('node:v8');
const { runInNewContext } = require('node:vm');

v8.setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const DESCRIPTORS = '/proc/self/fd';

function descriptor(fd) {
  try {
    return readlinkSync(join(DESCRIPTORS, fd));
  } catch {
    return null;
  }
}

async function holdings() {
  for (let n = 0; n < 2; n++) {
    collect();
    // Finalizers run between two turns.
    await new Promise((done) => setImmediate(done));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const open = readdirSync(DESCRIPTORS).map(descriptor);
  const app = /apps.([a-z-]+)/.exec(process.argv[1] ?? '')?.[1] ?? 'unknown';
  return { app, pid: process.pid, memory: heapUsed + external, rss, open: open.filter((path) => path !== null) };
}

const server = createServer(async (socket) => {
  socket.on('error', () => undefined);
  socket.end(JSON.stringify(await holdings()));
});
server.listen({ path: join(process.env.PKSN_TEST_PROBES, `${process.pid}.sock`), exclusive: true });
server.unref();

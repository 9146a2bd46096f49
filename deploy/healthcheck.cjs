'use strict';
/**
 * Health check inside a container: `node deploy/healthcheck.cjs PORT PATH` ends with 0 when the process answers 200.
 * It asks its own loopback, under a certificate that names other hosts, so the certificate is not judged.
 */
const https = require('node:https');

const [port, path] = process.argv.slice(2);
const request = https.get({ host: '127.0.0.1', port, path, rejectUnauthorized: false, timeout: 4_000 }, (response) => {
  response.resume();
  process.exitCode = response.statusCode === 200 ? 0 : 1;
});
request.on('timeout', () => request.destroy(new Error('no answer')));
request.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

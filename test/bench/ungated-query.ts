import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { DIST } from './pinned-process';

/*
 * The query process with its license gate taken out, for row GATE: the first request is judged, and its entry stands
 * for all that come after it. Everything else is the product's own code; nothing in the product can be told to do this.
 */
type Judge = (this: unknown, rawHeaders: readonly string[], now: number) => unknown;

const product = createRequire(resolve(DIST, 'apps/query-api/src/main.js'));
const { LicenseGate } = product('./license/license-gate') as { LicenseGate: { prototype: { judge: Judge } } };
const { judge } = LicenseGate.prototype;
let entry: unknown = null;
LicenseGate.prototype.judge = function (rawHeaders, now) {
  entry ??= judge.call(this, rawHeaders, now);
  return entry;
};
product('./main');

import { Readable } from 'node:stream';
import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { NewOverride, OverrideOutcome, Overrides } from '@pksn/store-postgres';
import type { FastifyRequest } from 'fastify';
import type { OverrideCaller } from '../auth/caller';
import { expiryOf } from './expiry';
import type { GreenProposals } from './green-proposals';
import { importLines } from './import-lines';
import type { ImportDefaults } from './import-row';
import { importRow } from './import-row';
import { ownerFor } from './override-owner';
import type { OverrideImportQuery } from './override-requests';

/** Rejects that are named in the answer; more are only counted. */
const NAMED_REJECTS = 10_000;

/** The body of an import as it arrives. Fault: REQUEST_UNSUPPORTED_TYPE. */
export const ImportBody = createParamDecorator((_data: unknown, context: ExecutionContext): AsyncIterable<Buffer> => {
  const { body } = context.switchToHttp().getRequest<FastifyRequest>();
  if (body instanceof Readable) return body;
  throw new Fault('REQUEST_UNSUPPORTED_TYPE', 'send the rows as application/x-ndjson');
});

interface Reject {
  readonly line: number;
  readonly code: string;
  readonly detail: string;
}

/** Many overrides of one owner at once: they come into force together, in one generation, or not at all. */
export class OverrideImports {
  constructor(
    private readonly overrides: Overrides,
    private readonly clock: Clock,
    private readonly eyes: GreenProposals,
  ) {}

  /**
   * Takes the rows that can be taken and names the others. Faults: OVERRIDE_IMPORT for too many rows, and with `strict`
   * for any reject; OVERRIDE_LIMIT; NOT_FOUND; REQUEST_TOO_LARGE. After a fault nothing has changed.
   */
  async take(body: AsyncIterable<Buffer>, query: OverrideImportQuery, by: OverrideCaller): Promise<object> {
    const dryRun = query.dryRun === 'true';
    const { entries, rejects, rows, repeated } = await this.read(body, this.defaultsOf(query, by));
    const [first] = rejects;
    if (query.strict === 'true' && first !== undefined) {
      const more = rejects.length === 1 ? '' : `, and ${String(rejects.length - 1)} more`;
      throw new Fault('OVERRIDE_IMPORT', `line ${String(first.line)}: ${first.detail}${more}`);
    }
    const waiting = dryRun ? null : await this.eyes.ofImport(entries, by.decider);
    if (waiting !== null) return waiting;
    const put = { atomic: true, imported: true, dryRun };
    const { generation, outcomes } = await this.overrides.put(entries, put);
    const count = (what: OverrideOutcome['what']): number => outcomes.filter((one) => one.what === what).length;
    return {
      dryRun,
      rows,
      added: count('added'),
      replaced: count('replaced'),
      unchanged: count('unchanged'),
      repeated,
      rejected: rejects.length,
      rejects: rejects.slice(0, NAMED_REJECTS),
      generation,
    };
  }

  private defaultsOf({ customer, zone, reason, expires }: OverrideImportQuery, by: OverrideCaller): ImportDefaults {
    const now = this.clock.now();
    return {
      customerId: ownerFor(by.reach, customer),
      zone: zone ?? null,
      reason: reason ?? null,
      expiresAt: expires === undefined ? null : expiryOf(expires, now),
      author: by.name,
      now,
    };
  }

  private async read(
    body: AsyncIterable<Buffer>,
    defaults: ImportDefaults,
  ): Promise<{ entries: NewOverride[]; rejects: Reject[]; rows: number; repeated: number }> {
    const { importRows } = this.overrides.limits;
    const taken = new Map<string, { readonly line: number; readonly entry: NewOverride }>();
    const rejects: Reject[] = [];
    let [rows, repeated, at] = [0, 0, 0];
    for await (const lines of importLines(body)) {
      for (const bytes of lines) {
        at++;
        if (bytes.every((byte) => byte === 0x20 || byte === 0x0d)) continue;
        if (++rows > importRows) throw tooMany(importRows);
        const { line, entry } = importRow(bytes, at, defaults);
        if (entry instanceof Fault) {
          rejects.push({ line, code: entry.code, detail: entry.detail });
          continue;
        }
        const name = `${String(entry.section)} ${entry.key.toString('latin1')}`;
        const before = taken.get(name);
        if (before === undefined) taken.set(name, { line, entry });
        else if (saysTheSame(before.entry, entry)) repeated++;
        else
          rejects.push({
            line,
            code: 'OVERRIDE_INVALID',
            detail: `line ${String(before.line)} says something else of it`,
          });
      }
    }
    return { entries: [...taken.values()].map(({ entry }) => entry), rejects, rows, repeated };
  }
}

function saysTheSame(a: NewOverride, b: NewOverride): boolean {
  return a.zone === b.zone && a.reason === b.reason && a.threat === b.threat && a.trustGroup === b.trustGroup;
}

function tooMany(most: number): Fault {
  return new Fault('OVERRIDE_IMPORT', `one import brings up to ${String(most)} rows; split the file`);
}

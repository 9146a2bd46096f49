import { allSections, Fault, OBJECT_TYPES } from '@pksn/domain';
import type { ObjectType } from '@pksn/domain';
import type { Envelope, RequestPolicy, SigningKey } from '@pksn/signing';
import type { Codec, Coverage, CoverageDegree, SnapshotState, Statement } from '../manifest';
import type { ByteSink } from '../ports';
import { PackageWriter } from '../package-writer';
import type { WrittenPackage } from '../package-writer';
import { StateBuilder } from '../state-builder';
import { BaseContent, requireChain } from './base-content';
import type { BasePackage } from './base-content';
import { emptyReport, noteInput } from './build-report';
import type { BuildReport } from './build-report';
import { differences } from './delta';
import type { RowSource } from './input/input-row';
import { ObjectCollector } from './object-collector';
import { RejectTally } from './reject-tally';
import { RowTaker } from './row-taker';
import type { RowDefaults } from './row-taker';
import type { Spill } from './sort/spill';
import { SpilledChunks } from './spilled-chunks';

export interface RejectedRow {
  readonly input: string;
  readonly line: number;
  /** The name that the input's format gives the row, if any. */
  readonly id?: string;
  readonly reason: string;
}

export interface BuildInput {
  /** As it is named in rejects. */
  readonly name: string;
  readonly rows: RowSource;
}

export interface PackageBuild {
  readonly feed: string;
  readonly version: number;
  readonly created: string;
  readonly freshUntil: string;
  readonly inputs: readonly BuildInput[];
  readonly defaults: RowDefaults;
  /** A full package and the deltas after it; with any, the result is a delta on the last. */
  readonly base: readonly BasePackage[];
  /** What the feed claims of a kind; else `partial` when the input has such objects, and `none` when not. */
  readonly coverage: Partial<Record<ObjectType, CoverageDegree>>;
  readonly policy?: readonly RequestPolicy[];
  /** Texts for the provider's endpoints: an id and a language once each. */
  readonly statements?: readonly Statement[];
  /** `auto` compresses when much of the content is text: hashes do not become smaller. */
  readonly codec: Codec | 'auto';
  readonly gzipLevel: number;
  readonly signers: readonly SigningKey[];
  readonly rootUpdates: readonly Envelope[];
  readonly licensing: readonly Envelope[];
  /** Bytes of items that may be in memory while they are sorted. The process needs about twice as much. */
  readonly memoryBytes: number;
  readonly strict: boolean;
  /** Else a build that takes no row is refused: its package would empty the feed. */
  readonly allowEmpty?: boolean;
}

/** What a build needs from its surroundings. */
export interface BuildPorts {
  readonly spill: Spill;
  readonly sink: ByteSink;
  readonly reject: (rows: readonly RejectedRow[]) => Promise<void>;
  readonly onRows?: (rows: number) => void;
}

export interface BuiltPackage extends WrittenPackage {
  readonly report: BuildReport;
}

/**
 * Input rows to a signed package, in memory that does not depend on their number. Throws BUILD_INPUT (also when no
 * row was taken, every reject having been reported, unless `allowEmpty`), BUILD_BASE,
 * BUILD_REJECTS (strict only; every reject was reported before), and what a damaged base package is refused with.
 */
export async function buildPackage(build: PackageBuild, ports: BuildPorts): Promise<BuiltPackage> {
  const manifests = build.base.map((one) => one.head.manifest);
  requireChain(manifests, build.feed, build.version);
  const report = emptyReport();
  const collector = new ObjectCollector(ports.spill, build.memoryBytes);
  const chunks = new SpilledChunks(ports.spill);
  try {
    const kinds = await takeRows(build, ports, collector, report);
    await collector.resolve();
    const last = manifests[manifests.length - 1];
    const writer = new PackageWriter({
      feed: build.feed,
      kind: last === undefined ? 'full' : 'delta',
      version: build.version,
      created: build.created,
      freshUntil: build.freshUntil,
      base: last === undefined ? null : { version: last.version, stateHash: last.result.stateHash },
      codec: build.codec === 'auto' ? collector.suitableCodec : build.codec,
      gzipLevel: build.gzipLevel,
      coverage: coverageOf(build, kinds),
      spill: chunks,
      ...(build.policy === undefined ? {} : { policy: build.policy }),
      ...(build.statements === undefined ? {} : { statements: build.statements }),
    });
    const result = await writeSections(build, collector, writer, report);
    collector.addCounters(report);
    report.counts = result.counts;
    const { signers, rootUpdates, licensing } = build;
    const written = await writer.finish({ result, signers, rootUpdates, licensing, sink: ports.sink });
    return { ...written, report };
  } finally {
    await collector.discard();
    await chunks.discard();
  }
}

async function takeRows(
  build: PackageBuild,
  ports: BuildPorts,
  collector: ObjectCollector,
  report: BuildReport,
): Promise<ReadonlySet<ObjectType>> {
  const taker = new RowTaker(collector, build.defaults, report);
  const tally = new RejectTally();
  for (const { name, rows } of build.inputs) {
    for await (const batch of rows.batches()) {
      const rejects: RejectedRow[] = [];
      for (const row of batch) {
        const reason = taker.take(report.rows++, row, rows.columns);
        if (reason !== null)
          rejects.push({ input: name, line: row.line, reason, ...(row.id === undefined ? {} : { id: row.id }) });
      }
      for (const one of rejects) tally.add(one);
      if (rejects.length > 0) await ports.reject(rejects);
      report.rejects += rejects.length;
      await collector.relieve();
      ports.onRows?.(report.rows);
    }
    noteInput(report, rows);
  }
  report.rejectReasons = tally.list();
  if (build.strict && report.rejects > 0) {
    throw new Fault('BUILD_REJECTS', `${report.rejects} of ${report.rows} rows were rejected`);
  }
  if (report.taken === 0 && build.allowEmpty !== true) throw nothingTaken(report);
  return taker.kinds;
}

function nothingTaken({ rows, rejects, rejectReasons }: BuildReport): Fault {
  const why = rows === 0 ? 'the input holds no rows' : 'nothing in the input was taken; see the .rejects file';
  return new Fault('BUILD_INPUT', `${why}; --allow-empty makes a package that empties the feed`, {
    facts: { rows, rejects, rejectReasons },
  });
}

function coverageOf(build: PackageBuild, kinds: ReadonlySet<ObjectType>): Coverage {
  const degree = (type: ObjectType): CoverageDegree => build.coverage[type] ?? (kinds.has(type) ? 'partial' : 'none');
  return Object.fromEntries(OBJECT_TYPES.map((type) => [type, degree(type)])) as Coverage;
}

async function writeSections(
  build: PackageBuild,
  collector: ObjectCollector,
  writer: PackageWriter,
  report: BuildReport,
): Promise<SnapshotState> {
  const state = new StateBuilder(null);
  const base = new BaseContent(build.base);
  for (const layout of allSections()) {
    const next = observed(collector.section(layout), (bytes) => state.add(layout, bytes));
    const isDelta = build.base.length > 0;
    const content = isDelta ? differences(layout, base.section(layout), next, report) : next;
    for await (const batch of content) await writer.append(layout, batch);
  }
  base.requireState();
  const { stateHash, counts } = state.finish();
  return { stateHash, counts };
}

async function* observed(batches: AsyncIterable<Buffer>, look: (bytes: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const batch of batches) {
    look(batch);
    yield batch;
  }
}

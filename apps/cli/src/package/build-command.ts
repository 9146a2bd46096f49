import { dirname } from 'node:path';
import { Fault, OBJECT_TYPES } from '@pksn/domain';
import type { ObjectType, Zone } from '@pksn/domain';
import { buildPackage, COVERAGE_DEGREES } from '@pksn/package-format';
import type { BuiltPackage, Codec, CoverageDegree, RequestPolicy } from '@pksn/package-format';
import { DurableFile, systemClock } from '@pksn/runtime';
import { isFeedName, vendorOfFeed } from '@pksn/signing';
import type { Envelope } from '@pksn/signing';
import { readForPackage } from '../announce/own-announcement';
import { readTextFile } from '../connection/read-text-file';
import { counted } from '../console/counted';
import { bytesText } from '../console/progress-bar';
import { requireWritable } from '../files/output-path';
import type { Session } from '../session';
import { VendorFolder } from '../vendor/vendor-folder';
import { FileSpill } from './file-spill';
import { openInputs, requireInputs } from './input-files';
import type { InputFormat } from './input-files';
import { openPackage } from './open-package';
import type { OpenPackage } from './open-package';
import { RejectsFile } from './rejects-file';

export interface BuildOptions {
  readonly vendor: string;
  readonly feed: string;
  readonly version: number;
  readonly base?: readonly string[];
  readonly freshDays: number;
  readonly input: readonly string[];
  readonly format?: InputFormat;
  readonly zone?: Zone;
  readonly threat?: string;
  readonly coverage?: readonly string[];
  readonly policy?: string;
  readonly licensing?: readonly string[];
  readonly codec: Codec | 'auto';
  readonly gzipLevel: number;
  readonly memory: number;
  readonly scratch?: string;
  readonly strict?: boolean;
  readonly allowEmpty?: boolean;
  readonly out: string;
}

const DAY_MS = 86_400_000;
const WITH_REJECTS: ReadonlySet<string> = new Set(['BUILD_REJECTS', 'BUILD_INPUT']);

/** `pksn package build`. The package appears at --out whole, or not at all. */
export async function build(session: Session, options: BuildOptions): Promise<void> {
  if (!isFeedName(options.feed)) throw new Fault('USAGE', `"${options.feed}" is not a feed name: NAME/FEED`);
  const folder = await VendorFolder.open(options.vendor);
  if (vendorOfFeed(options.feed) !== folder.root.vendor) {
    throw new Fault(
      'USAGE',
      `the vendor ${folder.root.vendor} owns the feeds ${folder.root.vendor}/..., not ${options.feed}`,
    );
  }
  await requireInputs(options.input);
  await requireWritable(options.out, '--out');
  const rejects = new RejectsFile(`${options.out}.rejects`);
  const spill = new FileSpill(options.scratch ?? dirname(options.out));
  const licensing: Envelope[] = [];
  for (const path of options.licensing ?? []) licensing.push((await readForPackage(folder, path)).envelope);
  const bases: OpenPackage[] = [];
  const file = await DurableFile.create(options.out, 0o644);
  try {
    const now = systemClock.now();
    for (const path of options.base ?? []) bases.push(await openPackage(path, folder.history, now));
    const built = await buildWith(session, options, { folder, licensing, rejects, spill, bases, file, now });
    await file.commit();
    await rejects.finish();
    show(session, options, built);
  } catch (error) {
    await file.discard();
    if (error instanceof Fault && WITH_REJECTS.has(error.code)) await rejects.keep();
    else await rejects.discard();
    throw error;
  } finally {
    for (const { source } of bases) await source.close();
    await spill.discard();
  }
}

interface Workshop {
  readonly folder: VendorFolder;
  readonly licensing: readonly Envelope[];
  readonly rejects: RejectsFile;
  readonly spill: FileSpill;
  readonly bases: readonly OpenPackage[];
  readonly file: DurableFile;
  readonly now: number;
}

async function buildWith(session: Session, options: BuildOptions, workshop: Workshop): Promise<BuiltPackage> {
  const { folder, licensing, rejects, spill, bases, file, now } = workshop;
  const policy = options.policy === undefined ? {} : { policy: await readPolicy(options.policy) };
  return buildPackage(
    {
      feed: options.feed,
      version: options.version,
      created: secondsOf(now),
      freshUntil: secondsOf(now + options.freshDays * DAY_MS),
      inputs: openInputs(options.input, options.format, session.terminal),
      defaults: { zone: options.zone ?? null, threat: options.threat ?? null },
      base: bases,
      coverage: coverageOf(options.coverage ?? []),
      codec: options.codec,
      gzipLevel: options.gzipLevel,
      signers: [folder.keyOf('package')],
      rootUpdates: folder.rootUpdates,
      licensing,
      memoryBytes: options.memory * 1_048_576,
      strict: options.strict === true,
      allowEmpty: options.allowEmpty === true,
      ...policy,
    },
    {
      spill,
      sink: file,
      reject: (rows) => rejects.write(rows),
      onRows: (rows) => session.progress.show('reading', rows, 0, 'rows'),
    },
  );
}

function secondsOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Checked by the manifest's schema when the package is signed. */
async function readPolicy(path: string): Promise<RequestPolicy[]> {
  try {
    const value = JSON.parse(await readTextFile(path, 'policy file')) as RequestPolicy | RequestPolicy[];
    return Array.isArray(value) ? value : [value];
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('USAGE', `the policy file ${path} is not JSON`, { cause });
  }
}

function coverageOf(claims: readonly string[]): Partial<Record<ObjectType, CoverageDegree>> {
  const coverage: Partial<Record<ObjectType, CoverageDegree>> = {};
  for (const claim of claims) {
    const [kind, degree] = claim.split('=');
    const type = OBJECT_TYPES.find((one) => one === kind);
    const known = COVERAGE_DEGREES.find((one) => one === degree);
    if (type === undefined || known === undefined) {
      const kinds = OBJECT_TYPES.join(', ');
      throw new Fault('USAGE', `"${claim}" is not KIND=DEGREE with a kind of ${kinds} and full, partial or none`);
    }
    coverage[type] = known;
  }
  return coverage;
}

function show({ output, progress }: Session, options: BuildOptions, built: BuiltPackage): void {
  progress.clear();
  const { report, manifest, manifestDigest, sizeBytes } = built;
  const { feed, version, kind, result, freshUntil } = manifest;
  const some = (count: number, one: string, several: string): string[] =>
    count === 0 ? [] : [`  ${counted(count, one, several)}`];
  const facts = { feed, version, kind, file: options.out, sizeBytes, manifestDigest, freshUntil, result, report };
  output.document(facts, () => [
    `${feed} version ${version} (${kind}) is in ${options.out}, ${bytesText(sizeBytes)}`,
    `  ${counted(report.rows, 'row')} read, ${report.taken} taken`,
    ...some(
      report.merged,
      'row was merged into another of its object',
      'rows were merged into another of their object',
    ),
    ...some(report.portsDropped, 'port dropped', 'ports dropped'),
    ...some(report.ambiguousHashes, 'weak hash belongs to several objects', 'weak hashes belong to several objects'),
    ...some(report.textsLeftOut, 'expression is too long to be in clear', 'expressions are too long to be in clear'),
    ...some(report.rejects, `row rejected, see ${options.out}.rejects`, `rows rejected, see ${options.out}.rejects`),
    ...(report.ignoredFields.length === 0 ? [] : [`  columns without a meaning: ${report.ignoredFields.join(', ')}`]),
    ...(kind === 'full' ? [] : [`  ${counted(report.puts, 'record')} put, ${report.removals} removed`]),
    ...Object.entries(report.counts).map(([section, count]) => `  ${section.padEnd(24)}${count}`),
  ]);
}

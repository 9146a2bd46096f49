import { dirname } from 'node:path';
import { Fault } from '@pksn/domain';
import type { Zone } from '@pksn/domain';
import { buildPackage } from '@pksn/package-format';
import type { BuildInput, BuiltPackage, Codec } from '@pksn/package-format';
import { DurableFile, systemClock } from '@pksn/runtime';
import { isFeedName, vendorOfFeed } from '@pksn/signing';
import type { Envelope } from '@pksn/signing';
import { readForPackage } from '../announce/own-announcement';
import { bytesText } from '../console/progress-bar';
import { requireWritable } from '../files/output-path';
import type { Session } from '../session';
import { VendorFolder } from '../vendor/vendor-folder';
import { reportLines } from './build-report-lines';
import { coverageOf } from './coverage-claims';
import { carriedStatements } from './carried-statements';
import { FileSpill } from './file-spill';
import { openInputs } from './input-files';
import type { InputOptions, InputSurroundings } from './input-files';
import { openPackage } from './open-package';
import type { OpenPackage } from './open-package';
import { readPolicy } from './policy-input';
import { rejectsFile, rejectsPath, requireDistinct } from './build-paths';
import type { RejectsFile } from './rejects-file';

export interface BuildOptions extends InputOptions {
  readonly vendor: string;
  readonly feed: string;
  readonly version: number;
  readonly base?: readonly string[];
  readonly freshDays: number;
  readonly zone?: Zone;
  readonly threat?: string;
  readonly coverage?: readonly string[];
  readonly policy?: string;
  readonly statement?: readonly string[];
  readonly statementId?: number;
  readonly licensing?: readonly string[];
  readonly codec: Codec | 'auto';
  readonly gzipLevel: number;
  readonly memory: number;
  readonly scratch?: string;
  readonly strict?: boolean;
  readonly allowEmpty?: boolean;
  readonly out: string;
  readonly rejects?: string;
}

const DAY_MS = 86_400_000;
const WITH_REJECTS: ReadonlySet<string> = new Set(['BUILD_REJECTS', 'BUILD_INPUT']);

/** `pksn package build`. */
export async function build(session: Session, options: BuildOptions): Promise<void> {
  const folder = await vendorOf(options);
  const built = await makePackage(session, options, folder, (around) => openInputs(options, around));
  show(session, options, built);
}

/** The vendor's folder, if the feed is one of that vendor. Throws USAGE, VENDOR_FOLDER. */
export async function vendorOf({ feed, vendor }: Pick<BuildOptions, 'feed' | 'vendor'>): Promise<VendorFolder> {
  if (!isFeedName(feed)) throw new Fault('USAGE', `"${feed}" is not a feed name: NAME/FEED`);
  const folder = await VendorFolder.open(vendor);
  const { vendor: owner } = folder.root;
  if (vendorOfFeed(feed) === owner) return folder;
  throw new Fault('USAGE', `the vendor ${owner} owns the feeds ${owner}/..., not ${feed}`);
}

/** The package appears at --out whole, or not at all. `onSigned` is called when there is one, and before it appears. */
export async function makePackage(
  session: Session,
  options: BuildOptions,
  folder: VendorFolder,
  open: (around: InputSurroundings) => Promise<BuildInput[]>,
  onSigned: () => void = () => undefined,
): Promise<BuiltPackage> {
  await requireWritable(options.out, '--out');
  await requireDistinct(options);
  const rejects = await rejectsFile(options);
  const spill = new FileSpill(options.scratch ?? dirname(options.out));
  const now = systemClock.now();
  const defaults = { zone: options.zone ?? null, threat: options.threat ?? null };
  const licensing: Envelope[] = [];
  for (const path of options.licensing ?? []) licensing.push((await readForPackage(folder, path)).envelope);
  const bases: OpenPackage[] = [];
  const around = { terminal: session.terminal, defaults: { ...defaults, now }, spill };
  const inputs = await open(around).catch(async (error: unknown) => {
    await spill.discard();
    throw error;
  });
  const file = await DurableFile.create(options.out, 0o644);
  try {
    for (const path of options.base ?? []) bases.push(await openPackage(path, folder.history, now));
    const built = await buildWith(session, options, { folder, licensing, rejects, spill, bases, file, inputs, now });
    onSigned();
    await rejects.finish();
    await file.commit();
    return built;
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
  readonly inputs: readonly BuildInput[];
  readonly now: number;
}

async function buildWith(session: Session, options: BuildOptions, workshop: Workshop): Promise<BuiltPackage> {
  const { folder, licensing, rejects, spill, bases, file, inputs, now } = workshop;
  const policy = options.policy === undefined ? {} : { policy: await readPolicy(options.policy) };
  const statements = await carriedStatements(options.statement, options.statementId);
  return buildPackage(
    {
      feed: options.feed,
      version: options.version,
      created: secondsOf(now),
      freshUntil: secondsOf(now + options.freshDays * DAY_MS),
      inputs,
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
      ...statements,
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

function show({ output, progress }: Session, options: BuildOptions, built: BuiltPackage): void {
  progress.clear();
  output.document(builtFacts(options, built), () => builtLines(options, built));
}

/** A package that was made, for programs. */
export function builtFacts({ out }: Pick<BuildOptions, 'out'>, built: BuiltPackage): object {
  const { report, manifest, manifestDigest, sizeBytes } = built;
  const { feed, version, kind, result, freshUntil } = manifest;
  return { feed, version, kind, file: out, sizeBytes, manifestDigest, freshUntil, result, report };
}

/** The same for people. */
export function builtLines(options: Pick<BuildOptions, 'out' | 'rejects'>, built: BuiltPackage): string[] {
  const { report, manifest, sizeBytes } = built;
  const { feed, version, kind } = manifest;
  return [
    `${feed} version ${version} (${kind}) is in ${options.out}, ${bytesText(sizeBytes)}`,
    ...reportLines(report, kind === 'delta', rejectsPath(options)),
  ];
}

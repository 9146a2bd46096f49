import type { Manifest } from '@pksn/package-format';
import { totalRawBytes, totalStoredBytes } from '@pksn/package-format';
import { counted } from '../console/counted';
import { bytesText } from '../console/progress-bar';
import type { Session } from '../session';
import { FileSource } from './file-source';
import { readUnverifiedHead } from './unverified-head';

/** `pksn package inspect`: what the head of a package says. Nothing of it is verified. */
export async function inspect({ output }: Session, path: string): Promise<void> {
  const source = await FileSource.open(path);
  try {
    const manifest = await readUnverifiedHead(source);
    const { chunks, ...facts } = manifest;
    output.document({ ...facts, chunks: chunks.length, verified: false }, () => describe(path, manifest));
  } finally {
    await source.close();
  }
}

function describe(path: string, manifest: Manifest): string[] {
  const { feed, version, kind, base, sections, result } = manifest;
  return [
    `${path}: ${feed} version ${version} (${kind})`,
    ...(base === null ? [] : [`  builds on    version ${base.version}, state ${base.stateHash.slice(0, 16)}`]),
    `  created      ${manifest.created}, fresh until ${manifest.freshUntil}`,
    `  content      ${bytesText(totalRawBytes(manifest))} in ${counted(manifest.chunks.length, 'chunk')}, stored as ${bytesText(totalStoredBytes(manifest))}`,
    `  state after  ${result.stateHash}`,
    `  coverage     ${Object.entries(manifest.coverage)
      .map(([type, degree]) => `${type} ${degree}`)
      .join(', ')}`,
    ...sections.map((one) => `  ${one.section.padEnd(24)}${one.records}`),
    'Nothing of this was verified: pksn package verify FILE --trust trust-root.json',
  ];
}

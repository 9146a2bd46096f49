import { totalRawBytes, totalStoredBytes } from '@pksn/package-format';
import { announcementLine, announcementView } from '../announce/announcement-text';
import { counted } from '../console/counted';
import { bytesText } from '../console/progress-bar';
import type { Session } from '../session';
import { FileSource } from './file-source';
import { readUnverifiedHead } from './unverified-head';
import type { UnverifiedHead } from './unverified-head';

/** `pksn package inspect`: what the head of a package says. Nothing of it is verified. */
export async function inspect({ output }: Session, path: string): Promise<void> {
  const source = await FileSource.open(path);
  try {
    const head = await readUnverifiedHead(source);
    const { chunks, ...facts } = head.manifest;
    const licensing = head.licensing.map(announcementView);
    output.document({ ...facts, chunks: chunks.length, licensing, verified: false }, () => describe(path, head));
  } finally {
    await source.close();
  }
}

function describe(path: string, { manifest, licensing }: UnverifiedHead): string[] {
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
    ...licensing.map(announcementLine),
    ...sections.map((one) => `  ${one.section.padEnd(24)}${one.records}`),
    'Nothing of this was verified: pksn package verify FILE --trust trust-root.json',
  ];
}

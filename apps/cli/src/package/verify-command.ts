import { parseLicenseStatus } from '@pksn/licensing';
import { PACKAGE_LIMITS, verifyPackage } from '@pksn/package-format';
import { systemClock } from '@pksn/runtime';
import { openTrustRoot } from '@pksn/signing';
import { announcementLine, announcementView } from '../announce/announcement-text';
import { readTextFile } from '../connection/read-text-file';
import type { Session } from '../session';
import { FileSource } from './file-source';

/** `pksn package verify`: every check of the format, by the trust root in a file. */
export async function verify({ output }: Session, path: string, options: { trust: string }): Promise<void> {
  const root = openTrustRoot(await readTextFile(options.trust, 'trust root'));
  const source = await FileSource.open(path);
  try {
    const report = await verifyPackage(source, { roots: [root], now: systemClock.now(), limits: PACKAGE_LIMITS });
    const { manifest, manifestDigest, fileBytes, stateChecked } = report;
    const announced = report.licensing.map(({ payload }) => parseLicenseStatus(payload, report.root.vendor));
    const { feed, version, kind, freshUntil, result } = manifest;
    const facts = { feed, version, kind, manifestDigest, fileBytes, freshUntil, result, stateChecked };
    const licensing = announced.map(announcementView);
    output.document({ ...facts, licensing, vendor: report.root.vendor, fingerprint: root.fingerprint }, () => [
      `${feed} version ${version} (${kind}) is whole and signed by ${report.root.vendor}`,
      `  trust root   ${root.fingerprint}`,
      `  manifest     ${manifestDigest}`,
      `  fresh until  ${freshUntil}`,
      ...announced.map(announcementLine),
      ...(stateChecked ? [] : ['  the content after this delta can be checked only together with its base']),
    ]);
  } finally {
    await source.close();
  }
}

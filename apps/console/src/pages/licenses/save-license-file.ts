import { api, queryText } from '../../api/http';
import { saveText } from '../../parts/save-file';
import { licenseName, licenseRoute } from './license-path';
import type { License } from './types';

/** The license file as it was accepted; the newest, or that of one key. Throws ApiError. */
export async function saveLicenseFile(license: License, fingerprint?: string): Promise<void> {
  const path = `${licenseRoute(licenseName(license), 'file')}${queryText({ key: fingerprint })}`;
  const { file } = await api.get<{ file: string }>(path);
  saveText(
    `${license.licenseId.replace(/[^\w.-]/g, '_')}${fingerprint === undefined ? '' : `-${fingerprint}`}.license`,
    file,
  );
}

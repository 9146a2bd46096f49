import { parseLicenseKey } from '@pksn/licensing';
import { POLICY_BEGIN, SETTINGS_BEGIN } from '@pksn/signing';

export type FileKind = 'license' | 'key' | 'settings' | 'announcement' | 'trust-root' | 'policy';

const LICENSE_BEGIN = '-----BEGIN LICENSE-----';
const ANNOUNCEMENT_BEGIN = '-----BEGIN LICENSE ANNOUNCEMENT-----';
const KEY_FILE_CHARACTERS = 1_000;

/** What each kind is, and what takes it. */
const WORDS: Readonly<Record<FileKind, string>> = {
  license: 'it is a license file: pksn endpoint submit takes it, and for the provider pksn license submit',
  key: 'it is a license key: keep it to yourself, and do not send it to anybody; the license file came with it',
  settings: "it is a provider's settings file: pksn endpoint load takes it",
  announcement: 'it is an announcement of a vendor: pksn license announce --submit takes it',
  policy: 'it is a policy of a vendor for endpoints: pksn endpoint load takes it',
  'trust-root': 'it is the trust root of a vendor: pksn trust add takes it',
};

/** Tells by its form what a file is; null for anything else. */
export function fileKind(text: string): FileKind | null {
  if (text.includes(LICENSE_BEGIN)) return 'license';
  if (text.includes(ANNOUNCEMENT_BEGIN)) return 'announcement';
  if (text.includes(POLICY_BEGIN)) return 'policy';
  if (text.includes(SETTINGS_BEGIN)) return 'settings';
  if (text.length <= KEY_FILE_CHARACTERS && isKey(text.trim())) return 'key';
  return text.trimStart().startsWith('{') && text.includes('"payloadType"') ? 'trust-root' : null;
}

/** What to do with a file that is not of the kind that was asked for; null when it is, or nobody can tell. */
export function swappedFile(text: string, wanted: FileKind): string | null {
  const kind = fileKind(text);
  return kind === null || kind === wanted ? null : WORDS[kind];
}

function isKey(text: string): boolean {
  try {
    parseLicenseKey(text);
    return true;
  } catch {
    return false;
  }
}

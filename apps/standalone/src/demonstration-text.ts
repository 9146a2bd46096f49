import { generateLicenseKey } from '@pksn/licensing';
import type { Access } from './access';

/** One question of the demonstration and what the service promises to answer. */
export interface Promised {
  readonly what: string;
  readonly path: string;
  readonly expect: { readonly status: number; readonly field: 'zone' | 'code'; readonly value: string };
  /** Ask with a key that nobody submitted. */
  readonly strangersKey?: true;
}

const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const DEBIAN_LS = 'cb30d69b24245bf2ecdc9e7f53bbad19159999970b6d82c0c00c7d32d9e37aa4';
/** SHA-256 of the text "private-ksn: a file that nobody knows". */
const UNKNOWN = '783c1923593fc4d7870ae36da134fbd86d3f8bd848ce77fa8634d1191143bf05';
const PHISHING = encodeURIComponent('http://testsafebrowsing.appspot.com/s/phishing.html');

const ok = (zone: string): Promised['expect'] => ({ status: 200, field: 'zone', value: zone });

export const PROMISES: readonly Promised[] = [
  { what: 'a known bad file (the EICAR test file): red', path: `/v1/files/${EICAR}`, expect: ok('red') },
  { what: 'a known good file (ls of Debian 12): green', path: `/v1/files/${DEBIAN_LS}`, expect: ok('green') },
  { what: 'a file that nobody knows: grey', path: `/v1/files/${UNKNOWN}`, expect: ok('grey') },
  { what: 'a phishing page: red', path: `/v1/urls?url=${PHISHING}`, expect: ok('red') },
  {
    what: 'a license key that was never submitted: 401 LICENSE_KEY_NOT_SUBMITTED',
    path: `/v1/files/${EICAR}`,
    expect: { status: 401, field: 'code', value: 'LICENSE_KEY_NOT_SUBMITTED' },
    strangersKey: true,
  },
];

/** Commands to paste into a shell; the license key stays in its file. */
export function demonstrationText(access: Access, keyFile: string): string {
  const stranger = generateLicenseKey();
  const commands = PROMISES.map(({ what, path, strangersKey }) => {
    const key = strangersKey === true ? stranger : `$(cat ${quoted(keyFile)})`;
    return `# ${what}\ncurl --cacert ${quoted(access.ca)} -H "Authorization: Bearer ${key}" ${quoted(access.queryUrl + path)}`;
  });
  return `\nA demonstration is set up: vendor "demo", feed demo/core, one customer with a submitted license key.\nTry:\n\n${commands.join('\n\n')}\n`;
}

/** For a shell, inside double quotes too: single quotes around, which paths rarely hold. */
function quoted(text: string): string {
  return /^[\w@%+=:,./?-]+$/.test(text) && !text.includes('?') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

import type { FieldTexts } from '../field-row';

type Reader = (value: string) => FieldTexts | null;

/** MISP's `a|b`: the last bar divides, because file names may hold bars. */
function divided(read: (left: string, right: string) => FieldTexts): Reader {
  return (value) => {
    const bar = value.lastIndexOf('|');
    return bar < 0 ? null : read(value.slice(0, bar), value.slice(bar + 1));
  };
}

const withPort = (host: string, port: string): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

/** What attributes of a type are about, by https://www.misp-standard.org (core format, attribute types). */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['md5', (md5) => ({ md5 })],
  ['sha1', (sha1) => ({ sha1 })],
  ['sha256', (sha256) => ({ sha256 })],
  ['filename|md5', divided((_, md5) => ({ md5 }))],
  ['filename|sha1', divided((_, sha1) => ({ sha1 }))],
  ['filename|sha256', divided((_, sha256) => ({ sha256 }))],
  ['malware-sample', divided((_, md5) => ({ md5 }))],
  ['url', (url) => ({ url })],
  ['domain', (domain) => ({ domain })],
  ['hostname', (domain) => ({ domain })],
  ['domain|ip', divided((domain, ip) => ({ domain, ip }))],
  ['hostname|port', divided((host, port) => ({ domain: withPort(host, port) }))],
  ['ip-src', (ip) => ({ ip })],
  ['ip-dst', (ip) => ({ ip })],
  ['ip-src|port', divided((ip, port) => ({ ip: withPort(ip, port) }))],
  ['ip-dst|port', divided((ip, port) => ({ ip: withPort(ip, port) }))],
  ['x509-fingerprint-sha1', (certificateSha1) => ({ certificateSha1 })],
  ['x509-fingerprint-sha256', (certificateSha256) => ({ certificateSha256 })],
]);

export function isMispObjectType(type: string): boolean {
  return READERS.has(type);
}

/** Null when the value is not of the form that its type has. */
export function mispFields(type: string, value: string): FieldTexts | null {
  return READERS.get(type)?.(value) ?? null;
}

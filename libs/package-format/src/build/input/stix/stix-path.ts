import type { InputField } from '../input-row';
import { unquoted } from './stix-tokens';

const STEP = /'[^'\\]*(?:\\.[^'\\]*)*'|[^.'[\]]+|\[[^\]]*\]/gs;

/**
 * A path in one form, however it was written: `file:hashes.'SHA-256'` and `file:hashes.sha256` are
 * `file:hashes.sha256`.
 */
export function plainStixPath(path: string): string {
  const colon = path.indexOf(':');
  const steps = (path.slice(colon + 1).match(STEP) ?? []).map((step) => (step.startsWith("'") ? unquoted(step) : step));
  const [first = '', ...rest] = steps;
  const isHash = first.toLowerCase() === 'hashes';
  const tail = rest.map((step) => (step.startsWith('[') ? step : `.${isHash ? step.replace(/[-_]/g, '') : step}`));
  return `${path.slice(0, colon)}:${first}${tail.join('')}`.toLowerCase();
}

/** What tells which object a case is about, by its plain path. */
export const STIX_FIELDS: ReadonlyMap<string, InputField | 'endpoint' | 'port'> = new Map<
  string,
  InputField | 'endpoint' | 'port'
>([
  ['file:hashes.sha256', 'sha256'],
  ['file:hashes.sha1', 'sha1'],
  ['file:hashes.md5', 'md5'],
  ['artifact:hashes.sha256', 'sha256'],
  ['artifact:hashes.sha1', 'sha1'],
  ['artifact:hashes.md5', 'md5'],
  ['url:value', 'url'],
  ['domain-name:value', 'domain'],
  ['ipv4-addr:value', 'ip'],
  ['ipv6-addr:value', 'ip'],
  ['network-traffic:dst_ref.value', 'endpoint'],
  ['network-traffic:src_ref.value', 'endpoint'],
  ['network-traffic:dst_port', 'port'],
  ['network-traffic:src_port', 'port'],
  ['x509-certificate:hashes.sha256', 'certificateSha256'],
  ['x509-certificate:hashes.sha1', 'certificateSha1'],
  // The Mobile Verification Toolkit's own, for the certificate that an Android application is signed with.
  ['app:cert.sha256', 'certificateSha256'],
  ['app:cert.sha1', 'certificateSha1'],
  ['software:vendor', 'softwareVendor'],
  ['software:name', 'softwareProduct'],
  ['software:version', 'softwareVersion'],
]);

const ADDRESS_TYPE = /^network-traffic:(?:dst|src)_ref\.type$|^network-traffic:protocols/;
const OF_CONTENT = /^(?:file|artifact):/;
const OF_CERTIFICATE = /^(?:x509-certificate|app):/;

/**
 * Whether a condition adds nothing once the object is known: a hash says which file it is whatever its name, and an
 * address is the same over every protocol.
 */
export function isBesideThePoint(path: string, field: string): boolean {
  if (field === 'sha256' || field === 'sha1' || field === 'md5') return OF_CONTENT.test(path);
  if (field === 'certificateSha256' || field === 'certificateSha1') return OF_CERTIFICATE.test(path);
  return (field === 'ip' || field === 'domain') && ADDRESS_TYPE.test(path);
}

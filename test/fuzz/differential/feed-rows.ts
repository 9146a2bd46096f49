import type { Prng } from '../prng';
import { claimedHashes, someCertificate, someFile, someLabels, someNetwork, somePage, someSoftware } from './universe';
import type { WebPage } from './universe';

const COLUMNS = [
  'sha256',
  'sha1',
  'md5',
  'url',
  'domain',
  'ip',
  'certificateSha256',
  'certificateSha1',
  'softwareVendor',
  'softwareProduct',
  'softwareVersion',
  'zone',
  'threat',
  'product',
  'trustGroup',
  'popularity',
  'firstSeen',
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string>>;

const HOST_ZONES = ['red', 'orange', 'green'];
const FILE_ZONES = ['red', 'yellow', 'green'];
const CERTIFICATE_ZONES = ['red', 'green'];

/** So many rows about random objects as `pksn package build` reads them, with a header line. */
export function feedRows(random: Prng, count: number): string {
  const rows = Array.from({ length: count }, () => {
    const row: Row = { ...subject(random), ...circumstances(random) };
    return COLUMNS.map((column) => row[column] ?? '').join(',');
  });
  return [COLUMNS.join(','), ...rows].join('\n');
}

function subject(random: Prng): Row {
  switch (random.below(10)) {
    case 0: {
      const { sha256, sha1 } = claimedHashes(random, someCertificate);
      const thumbprint = sha256 === undefined && sha1 === undefined ? someCertificate(random).sha256 : (sha256 ?? '');
      return { certificateSha256: thumbprint, certificateSha1: sha1 ?? '', zone: random.pick(CERTIFICATE_ZONES) };
    }
    case 1:
      return { domain: someLabels(random).join('.'), zone: random.pick(HOST_ZONES) };
    case 2:
    case 3:
      return { url: pageUrl(somePage(random)), zone: random.pick(HOST_ZONES) };
    case 4:
      return { ip: someNetwork(random), zone: random.pick(HOST_ZONES) };
    case 5: {
      const { vendor, product, version } = someSoftware(random);
      const zone = random.pick(FILE_ZONES);
      return { softwareVendor: vendor, softwareProduct: product, softwareVersion: version, zone };
    }
    default:
      return { ...claimedHashes(random, someFile), zone: random.pick(FILE_ZONES) };
  }
}

export function pageUrl({ host, path, query }: WebPage): string {
  return `http://${host}/${path.join('/')}${query === null ? '' : `?${query}`}`;
}

function circumstances(random: Prng): Row {
  const some = (text: string): string => (random.below(3) === 0 ? '' : text);
  return {
    threat: some(`Threat.Family.${String(random.below(20))}`),
    product: some(`Product ${String(random.below(20))}`),
    trustGroup: random.pick(['', '', 'trusted', 'low-restricted', 'high-restricted', 'untrusted']),
    popularity: some(String(random.below(5_000))),
    firstSeen: some(`20${String(10 + random.below(15))}-0${String(1 + random.below(9))}-1${String(random.below(10))}`),
  };
}

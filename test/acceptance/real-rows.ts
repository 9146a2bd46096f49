import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** One input row of a feed, and where it stands in the source. */
export interface RealRow {
  readonly sha256?: string;
  readonly sha1?: string;
  readonly md5?: string;
  readonly url?: string;
  readonly domain?: string;
  readonly ip?: string;
  readonly softwareVendor?: string;
  readonly softwareProduct?: string;
  readonly softwareVersion?: string;
  readonly zone: string;
  readonly threat?: string;
}

function lines(dataDir: string, file: string): string[] {
  const text = execFileSync('xz', ['-dc', join(dataDir, file)], { maxBuffer: 2 ** 30 }).toString();
  return text.split('\n').filter((line) => line !== '');
}

/** Files of installed Debian packages: three hashes of each, known good. */
export function debianRows(dataDir: string): RealRow[] {
  const [, ...rows] = lines(dataDir, 'good/debian-installed-files.tsv.xz');
  return rows.map((line) => {
    const [md5 = '', sha1 = '', sha256 = '', , softwareProduct = '', softwareVersion = ''] = line.split('\t');
    return { sha256, sha1, md5, softwareVendor: 'Debian', softwareProduct, softwareVersion, zone: 'green' };
  });
}

const AVAST_FIELDS: Readonly<Record<string, keyof RealRow>> = {
  sha256: 'sha256',
  sha1: 'sha1',
  md5: 'md5',
  url: 'url',
  domain: 'domain',
  ip: 'ip',
  domain_port: 'domain',
  ip_port: 'ip',
};

/** Indicators of campaigns: hashes, each of a file of its own, and network objects. */
export function avastRows(dataDir: string): RealRow[] {
  return lines(dataDir, 'bad/avast-ioc.ndjson.xz').map((line) => {
    const { type, value, context } = JSON.parse(line) as { type: string; value: string; context: string };
    const field = AVAST_FIELDS[type];
    if (field === undefined) throw new Error(`unknown type ${type}`);
    return { [field]: value, zone: 'red', threat: `Avast.${context.split('/')[0] ?? ''}` };
  });
}

/** Network trails by family; some lines are paths or patterns and no objects of ours. */
export function maltrailRows(dataDir: string): RealRow[] {
  return lines(dataDir, 'bad/maltrail-static.tsv.xz').map((line) => {
    const [value = '', family = ''] = line.split('\t');
    return { [maltrailField(value)]: value, zone: 'red', threat: `Maltrail.${family}` };
  });
}

function maltrailField(value: string): 'ip' | 'url' | 'domain' {
  if (/^\d+\.\d+\.\d+\.\d+(:\d+)?$/.test(value)) return 'ip';
  return value.includes('/') ? 'url' : 'domain';
}

/** How each file of the data folder is built into a package. */
export interface Recipe {
  readonly file: string;
  /** Flags of `pksn package build` beside the input. */
  readonly flags: readonly string[];
  /** For files that are in none of the formats: their text as one that is. */
  readonly convert?: (text: string) => string;
  readonly note?: string;
}

const red = ['--zone', 'red'];
const green = ['--zone', 'green'];
const csv = (...flags: string[]): string[] => ['--format', 'csv', ...flags];
const tabbed = ['--delimiter', 'tab', '--no-quotes'];
const columns = (...pairs: string[]): string[] => ['--columns', pairs.join(',')];
const typed = columns('kind=type', 'object=value', 'threat=context');
const stix = (file: string): Recipe => ({ file, flags: ['--format', 'stix'] });
const lines = (values: readonly unknown[]): string => values.map((one) => JSON.stringify(one)).join('\n');

const STIX_FILES = [
  '2022-06-23_rcs_lab-rcs',
  '2023-04-11_quadream-kingspawn',
  '2023-06_01_operation_triangulation-operation_triangulation',
  '2023-07-25_wyrmspy_dragonegg-wyrmspy_dragonegg',
  '2024-12-25_eaglemsgspy-eaglemsgspy',
  '2026-03-03_coruna_cryptowaters-coruna',
  '2026-03-30_darksword-darksword',
  'ResidentBat-residentbat',
  'candiru-candiru',
  'cellebrite-cellebrite',
  'intellexa_predator-predator',
];

export const RECIPES: readonly Recipe[] = [
  {
    file: 'bad/signature-base-hash-iocs.txt.xz',
    flags: [
      ...csv('--delimiter', 'semicolon', '--no-header', '--no-quotes', '--comment', '#'),
      ...columns('object=1', 'threat=2'),
      ...red,
    ],
  },
  { file: 'bad/signature-base-c2-iocs.txt.xz', flags: ['--format', 'list', ...red] },
  { file: 'bad/avast-ioc.ndjson.xz', flags: ['--format', 'ndjson', ...typed, ...red] },
  {
    file: 'bad/maltrail-static.tsv.xz',
    flags: [...csv(...tabbed, '--no-header'), ...columns('object=1', 'threat=2'), ...red],
  },
  {
    file: 'bad/blackbook.csv.xz',
    flags: [...csv(), ...columns('domain', 'threat=Malware', 'firstSeen=Date added'), ...red],
  },
  {
    file: 'bad/ipsum.txt.xz',
    flags: [...csv(...tabbed, '--no-header', '--comment', '#'), ...columns('ip=1'), '--zone', 'orange'],
  },
  {
    file: 'bad/polkadot-phishing.json.xz',
    flags: ['--format', 'list', ...red],
    convert: (text) => (JSON.parse(text) as { deny: string[] }).deny.join('\n'),
    note: 'its list "deny" as a plain list',
  },
  {
    file: 'bad/targetedthreats.csv.xz',
    flags: [...csv(), ...columns('kind=type', 'object=ioc', 'threat=family'), ...red],
  },
  stix('bad/targetedthreats.stix2.xz'),
  {
    file: 'bad/targetedthreats-samples.csv.xz',
    flags: [...csv(), ...columns('md5=#MD5', 'sha256', 'threat=Family'), ...red],
  },
  { file: 'bad/romainmarcoux-malicious-hash.txt.xz', flags: ['--format', 'list', ...red] },
  { file: 'bad/blackberry.ndjson.xz', flags: ['--format', 'ndjson', ...typed, ...red] },
  { file: 'software/datadog-1Phish-iocs.csv', flags: [...csv(), ...red] },
  {
    file: 'software/datadog-axios-npm-supply-chain-compromise-iocs.csv',
    flags: [...csv(), ...columns('kind=type', 'object=indicator', 'threat=context'), '--refang', ...red],
  },
  {
    file: 'software/datadog-react-CVE-2025-55182-iocs.csv',
    flags: [...csv(), ...columns('ip', 'firstSeen=first_seen'), ...red],
  },
  {
    file: 'software/datadog-shai-hulud-2.0-consolidated_iocs.csv',
    flags: [
      ...csv('--split', 'softwareVersion'),
      ...columns('softwareProduct=package_name', 'softwareVersion=package_versions'),
      ...red,
    ],
  },
  {
    file: 'software/datadog-shai-hulud-2.0-shai-hulud-2.0.csv',
    flags: [...csv(), ...columns('softwareProduct=package_name', 'softwareVersion=package_version'), ...red],
  },
  {
    file: 'software/datadog-teampcp-iocs.csv',
    flags: [
      ...csv('--split', 'softwareVersion'),
      ...columns('softwareVendor=artifact_type', 'softwareProduct=name', 'softwareVersion=affected_versions'),
      ...red,
    ],
  },
  { file: 'good/misp-warninglists.ndjson.xz', flags: ['--format', 'misp', ...green] },
  {
    file: 'good/public_suffix_list.dat.xz',
    flags: ['--format', 'list', ...green],
    note: 'rules, not objects: read as a list to see what is refused',
  },
  { file: 'bad/disposable-email-domains.txt.xz', flags: ['--format', 'list', '--zone', 'orange'] },
  {
    file: 'bad/loldrivers.ndjson.xz',
    flags: [
      '--format',
      'ndjson',
      ...columns('md5', 'sha1', 'sha256', 'zone=verdict'),
      '--zones',
      'malicious=red,vulnerable=yellow,vulnerable driver=yellow',
    ],
  },
  {
    file: 'certs/loldrivers-certs.ndjson.xz',
    flags: ['--format', 'ndjson', ...red],
    note: 'hashes of the signed part (TBS), which are no thumbprints',
  },
  {
    file: 'certs/sslbl-2023-12-22.csv.xz',
    flags: [...csv(), ...columns('certificateSha1=SHA1', 'threat=ListingReason'), ...red],
  },
  {
    file: 'formats/oasis-stix21-examples.json.xz',
    flags: ['--format', 'stix'],
    convert: (text) => lines((JSON.parse(text) as { content: unknown }[]).map(({ content }) => content)),
    note: 'the eight bundles after another',
  },
  ...STIX_FILES.map((name) => stix(`formats/stix2-mvt/${name}.stix2.xz`)),
  { file: 'formats/misp-event-stalkerware.json.xz', flags: ['--format', 'misp'] },
  {
    file: 'software/stalkerware-ioc.json.xz',
    flags: ['--format', 'ndjson', ...columns('certificateSha1', 'domain', 'ip', 'threat'), ...red],
    convert: stalkerwareRows,
    note: 'its certificates, websites and servers, a row each',
  },
  {
    file: 'bad/stalkerware-samples.csv.xz',
    flags: [
      ...csv(),
      ...columns('sha256', 'softwareProduct=App', 'softwareVersion=Version'),
      '--zone',
      'yellow',
      '--threat',
      'Stalkerware',
    ],
  },
  {
    file: 'good/debian-installed-files.tsv.xz',
    flags: [
      ...csv(...tabbed),
      ...columns('md5', 'sha1', 'sha256', 'softwareProduct=package', 'softwareVersion=version'),
      ...green,
    ],
  },
  {
    file: 'good/debian-packages.tsv.xz',
    flags: [
      ...csv(...tabbed),
      ...columns('md5', 'sha256', 'softwareProduct=package', 'softwareVersion=version'),
      ...green,
    ],
  },
  {
    file: 'certs/debian-ca-certificates.tsv',
    flags: [...csv(...tabbed), ...columns('certificateSha1=sha1', 'certificateSha256=sha256'), ...green],
  },
];

interface Application {
  readonly name: string;
  readonly certificates?: readonly string[];
  readonly websites?: readonly string[];
  readonly c2?: { readonly domains?: readonly string[]; readonly ips?: readonly string[] };
}

function stalkerwareRows(text: string): string {
  return lines(
    (JSON.parse(text) as Application[]).flatMap(({ name, certificates = [], websites = [], c2 = {} }) => [
      ...certificates.map((certificateSha1) => ({ certificateSha1, threat: name })),
      ...[...websites, ...(c2.domains ?? [])].map((domain) => ({ domain, threat: name })),
      ...(c2.ips ?? []).map((ip) => ({ ip, threat: name })),
    ]),
  );
}

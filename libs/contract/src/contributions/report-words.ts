/** What endpoints may count. A name that is not here is refused: a free one could be anything. */
export const COUNTER_NAMES = [
  'application-starts',
  'application-crashes',
  'lookups',
  'lookups-failed',
  'answers-kept',
  'answers-offline',
  'objects-checked',
  'objects-blocked',
  'objects-quarantined',
  'objects-restored',
  'false-alarms',
] as const;
export type CounterName = (typeof COUNTER_NAMES)[number];

const NUMBER = '(?:0|[1-9][0-9]{0,2})';
/** Two or three numbers up to 999, such as 12.4 or 12.4.117: an IPv4 address has four, and a telephone number is longer. */
export const APPLICATION_VERSION = new RegExp(`^${NUMBER}(?:\\.${NUMBER}){1,2}$`);

/** A whole hour of UTC. */
export const HOUR = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:00:00(?:\.000)?Z$/;

export const OBJECT_KEY = /^[0-9a-f]{64}$/i;

const ENGINES = ['HEUR', 'MEM', 'PDM', 'UDS', 'VHO', 'not-a-virus'];
const CLASSES = [
  'AdWare',
  'Backdoor',
  'Constructor',
  'DangerousObject',
  'Downloader',
  'Exploit',
  'Flooder',
  'HackTool',
  'Hoax',
  'Monitor',
  'PSWTool',
  'Packed',
  'Phishing',
  'Ransom',
  'RemoteAdmin',
  'RiskTool',
  'Rootkit',
  'Spyware',
  'Trojan(?:-[A-Z][A-Za-z]{1,15})?',
  'Virus',
  'WebToolbar',
  'Worm',
];
const PLATFORMS = [
  'Acad',
  'Android',
  'BAT',
  'FreeBSD',
  'HTML',
  'IphoneOS',
  'JS',
  'Java',
  'Linux',
  'MSExcel',
  'MSIL',
  'MSOffice',
  'MSWord',
  'Multi',
  'OSX',
  'PDF',
  'PHP',
  'PowerShell',
  'Python',
  'SWF',
  'Script',
  'Shell',
  'VBS',
  'Win32',
  'Win64',
];
/**
 * `[engine:]Class[.Platform].Family[.variant]` of classes and platforms that are listed here, or the name of the EICAR test file. A
 * family has a capital first and then letters and digits: no host name, address, path or sentence is of this form. Other names stay
 * at the endpoint, which sends null.
 */
export const THREAT_NAME = new RegExp(
  `^(?:EICAR-Test-File|(?:(?:${ENGINES.join('|')}):)?(?:${CLASSES.join('|')})(?:\\.(?:${PLATFORMS.join('|')}))?` +
    '\\.[A-Z][A-Za-z0-9]{1,23}(?:\\.[a-z]{1,4})?)$',
);

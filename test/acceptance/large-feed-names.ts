const KINDS = [
  'Trojan',
  'Backdoor',
  'Worm',
  'Trojan-Downloader',
  'Trojan-Dropper',
  'Trojan-Ransom',
  'Trojan-Banker',
  'Trojan-Spy',
  'Exploit',
  'Rootkit',
];
const PLATFORMS = ['Win32', 'Win64', 'MSIL', 'Android', 'Linux', 'OSX', 'Script'];
const SYLLABLES = ['ag', 'bre', 'cor', 'dri', 'em', 'fal', 'gor', 'kov', 'lu', 'mir', 'nax', 'ot', 'qak', 'ri', 'zem'];
const MAKERS = ['Contoso', 'Fabrikam', 'Northwind', 'Tailspin', 'Litware', 'Adatum', 'Proseware', 'Wingtip'];
const PRODUCTS = ['Office', 'Player', 'Archiver', 'Browser', 'Reader', 'Updater', 'Studio', 'Driver Pack', 'Backup'];

const COUNTS = { threat: 60_000, adware: 3_000, product: 12_000 } as const;

/** Names as vendors give them, all different; the same in every run. */
export function namesOf(kind: keyof typeof COUNTS): string[] {
  return Array.from({ length: COUNTS[kind] }, (_, i) => (kind === 'product' ? product(i) : threat(kind, i)));
}

/** Few names are on many records: of 60,000 names, 100 are on every twenty-fifth record or so. */
export function nameOfRank(random: number, count: number): number {
  return Math.floor(random * random * count);
}

function threat(kind: 'threat' | 'adware', i: number): string {
  const of = (list: readonly string[], n: number): string => list[n % list.length] ?? '';
  const family = of(SYLLABLES, i) + of(SYLLABLES, Math.floor(i / 15)) + of(SYLLABLES, Math.floor(i / 225));
  const what = kind === 'adware' ? 'not-a-virus:AdWare' : of(KINDS, i);
  const name = family.slice(0, 1).toUpperCase() + family.slice(1);
  return `${what}.${of(PLATFORMS, i)}.${name}.${variant(Math.floor(i / 3_375))}`;
}

function variant(n: number): string {
  const letter = String.fromCharCode(97 + (n % 26));
  return n < 26 ? letter : variant(Math.floor(n / 26) - 1) + letter;
}

function product(i: number): string {
  const maker = MAKERS[i % MAKERS.length] ?? '';
  const what = PRODUCTS[Math.floor(i / 8) % PRODUCTS.length] ?? '';
  const release = Math.floor(i / 72);
  return `${maker} ${what} ${String(1 + (release % 20))}.${String(Math.floor(release / 20))}`;
}

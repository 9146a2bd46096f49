import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultCode } from '@pksn/domain';
import { FAULT_CATALOG } from '@pksn/domain';

const SOURCES = join(__dirname, '../../apps/console/src');
const LANGUAGES = ['en', 'ru'] as const;
/** i18next tells forms of a count by these endings (CLDR plural categories). */
const PLURAL = /_(?:zero|one|two|few|many|other)$/;

type Texts = Readonly<Record<string, string>>;

const flat = (value: unknown, before = ''): [string, string][] =>
  typeof value === 'string'
    ? [[before, value]]
    : Object.entries(value as object).flatMap(([key, one]) => flat(one, before === '' ? key : `${before}.${key}`));
const textsOf = (file: string): Texts => Object.fromEntries(flat(JSON.parse(readFileSync(file, 'utf8'))));
const keysOf = (texts: Texts): string[] =>
  [...new Set(Object.keys(texts).map((key) => key.replace(PLURAL, '')))].sort();
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));

const areas = readdirSync(join(SOURCES, 'pages')).filter((area) => existsSync(join(SOURCES, 'pages', area, 'texts')));
const places = [
  {
    name: 'common',
    texts: join(SOURCES, 'texts/common'),
    sources: ['app', 'parts', 'api'].map((one) => join(SOURCES, one)),
  },
  ...areas.map((area) => {
    const folder = join(SOURCES, 'pages', area);
    return { name: area, texts: join(folder, 'texts'), sources: [folder] };
  }),
];
const textsIn = (space: string): Texts => {
  const place = places.find((one) => one.name === space);
  return place === undefined ? {} : textsOf(join(place.texts, 'en.json'));
};
/** Names of the values in a text, all forms of a count together: "one license" names no figure. */
const valuesOf = (texts: Texts, key: string): string[] => {
  const forms = Object.entries(texts).filter(([one]) => one.replace(PLURAL, '') === key);
  return [
    ...new Set(forms.flatMap(([, text]) => [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, one = '']) => one))),
  ].sort();
};

describe.each(places)('texts of $name', ({ name, texts, sources }) => {
  const [en, ru] = LANGUAGES.map((language) => textsOf(join(texts, `${language}.json`))) as [Texts, Texts];

  it('are all there in Russian, which has words of its own where English shows what the service says', () => {
    expect(keysOf(en).filter((key) => !keysOf(ru).includes(key))).toEqual([]);
  });

  it('are there, and have the same places for values', () => {
    const shared = keysOf(en).filter((key) => keysOf(ru).includes(key));
    for (const key of shared) expect([key, valuesOf(ru, key)]).toEqual([key, valuesOf(en, key)]);
    for (const [key, text] of Object.entries(ru))
      expect([key, text.trim() === '']).toEqual([key, en[key]?.trim() === '']);
  });

  it('have all forms of a count that their language has', () => {
    for (const [language, all] of [
      ['en', en],
      ['ru', ru],
    ] as const) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      const counted = new Set(
        Object.keys(all)
          .filter((key) => PLURAL.test(key))
          .map((key) => key.replace(PLURAL, '')),
      );
      for (const key of counted) for (const form of forms) expect(Object.keys(all)).toContain(`${key}_${form}`);
    }
  });

  it('have every text that the pages name', () => {
    const missing = sources.flatMap(filesBelow).flatMap((file) => {
      const source = readFileSync(file, 'utf8');
      const spoken = [...source.matchAll(/useTranslation\(\[?'([\w-]+)'/g)].map(([, one = '']) => one);
      const known = new Set(['common', name, ...spoken].flatMap((space) => keysOf(textsIn(space))));
      const isKnown = (key: string): boolean => {
        const [, space, rest = ''] = /^([\w-]+):(.*)$/.exec(key) ?? [];
        return space === undefined ? known.has(key) : keysOf(textsIn(space)).includes(rest);
      };
      return [...source.matchAll(/\bt\(\s*'([^'{}$]+)'/g)]
        .map(([, key = '']) => key)
        .filter((key) => !isKnown(key))
        .map((key) => `${file.slice(SOURCES.length)}: ${key}`);
    });
    expect(missing).toEqual([]);
  });
});

describe('texts of faults', () => {
  /** Codes of endpoints, proxies, vendors' tools and launchers: the admin listener answers none of them. */
  const ELSEWHERE =
    /^(?:ENDPOINT_|POLICY_|BUILD_|VENDOR_FOLDER|USAGE|CONTEXT_MISSING|SERVICE_UNREACHABLE|CLIENT_|LICENSE_KEY_M|PREFIX_|CHANGE_STREAMS_|PARTICIPATION_|STATISTICS_|QUEUE_FULL|INTEGRATION_TOKEN_[^L]|SETTINGS_(?:MALFORMED|FINGERPRINT|UNTRUSTED|SERIAL|EQUIVOCATION|EXPIRED|TIME|STATE|POLICY)|PORT_TAKEN|DATA_NEWER|INDEX_FOREIGN|ALREADY_RUNNING|SAMPLE_(?:NOT_TAKEN|UNCONFIRMED|MISMATCH|TOO_LARGE|QUOTA))/;
  const inRussian = JSON.parse(readFileSync(join(SOURCES, 'texts/faults/ru.json'), 'utf8')) as Record<string, object>;

  it('are there in Russian for whatever the admin listener may answer', () => {
    const missing = (Object.keys(FAULT_CATALOG) as FaultCode[]).filter(
      (code) => !ELSEWHERE.test(code) && !(code in inRussian),
    );
    expect(missing).toEqual([]);
  });

  it('are of codes that there are', () => {
    expect(Object.keys(inRussian).filter((code) => !(code in FAULT_CATALOG))).toEqual([]);
  });
});

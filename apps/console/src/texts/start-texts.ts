import i18next from 'i18next';
import type { BackendModule, ReadCallback } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];
const STORED = 'pksn-language';

const files = import.meta.glob<{ default: object }>(['./common/*.json', './faults/*.json', '../pages/*/texts/*.json']);

/** `common` is everybody's, `faults` tells error codes in languages other than the service's own; all others are an area's. */
function fileOf(language: string, namespace: string): string {
  return namespace === 'common' || namespace === 'faults'
    ? `./${namespace}/${language}.json`
    : `../pages/${namespace}/texts/${language}.json`;
}

const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language: string, namespace: string, done: ReadCallback) => {
    const load = files[fileOf(language, namespace)];
    if (load === undefined) return done(null, {});
    load().then(
      (file) => done(null, file.default as never),
      (error: unknown) => done(error as Error, null),
    );
  },
};

export const isLanguage = (text: string | null | undefined): text is Language =>
  (LANGUAGES as readonly (string | null | undefined)[]).includes(text);

/** What was chosen in this browser, else what it asks for. */
export function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (isLanguage(stored)) return stored;
  return navigator.languages.map((one) => one.slice(0, 2)).find(isLanguage) ?? 'en';
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
}

export const hasChosenLanguage = (): boolean => isLanguage(localStorage.getItem(STORED));

export async function startTexts(): Promise<void> {
  const tell = (language: string): void => {
    document.documentElement.lang = language;
  };
  i18next.on('languageChanged', tell);
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      fallbackLng: 'en',
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
  tell(i18next.language);
}

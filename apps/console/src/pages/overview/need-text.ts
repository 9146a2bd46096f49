import { useTranslation } from 'react-i18next';
import { shortTime } from '../../parts/time-text';
import type { Need, NeedFact } from './types';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** What a person has to know of it, in the viewer's language; else in the service's own words. */
export function useNeedText(): (need: Need) => string {
  const { t, i18n } = useTranslation('overview');
  const shown = (fact: NeedFact): string | number => {
    if (fact === null) return '–';
    if (typeof fact === 'string' && ISO.test(fact)) return shortTime(new Date(fact), i18n.language);
    return typeof fact === 'object' ? fact.join(', ') : fact;
  };
  return ({ code, facts, sentence }) => {
    const key = `overview:need.${code}`;
    if (!i18n.exists(key)) return sentence;
    const values = Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, shown(fact)]));
    const { hold, known } = facts;
    const context = typeof hold === 'string' ? hold : typeof known === 'string' ? known : undefined;
    return t(`need.${code}`, { ...values, ...(context === undefined ? {} : { context }) });
  };
}

import { nameOrNothing } from '../field-row';
import { shortCopy } from '../short-copy';
import { parseTaken } from '../json/json-value';
import type { FactGatherer } from '../json/unit-facts';
import type { WarningList } from './warning-list';

/** Of a type of a list, and of the attributes that it is for. */
const WORD_CHARACTERS = 64;
const ATTRIBUTES = 1_000;

/** What an event, or a warning list, says of itself. */
export interface MispFacts {
  info: string;
  warningList: WarningList;
}

export const MISP_FACTS: FactGatherer<MispFacts> = {
  begin: () => ({ info: '', warningList: { type: 'unnamed', name: '', attributes: new Set() } }),
  gather: (facts, { path, text, line }) => {
    const value = text === null ? null : parseTaken(text, line);
    const words = typeof value === 'string' ? value : '';
    const { warningList } = facts;
    if (path.endsWith('.info')) facts.info = nameOrNothing(words);
    else if (path.endsWith('.type')) facts.warningList = { ...warningList, type: shortCopy(words, WORD_CHARACTERS) };
    else if (path.endsWith('.name')) facts.warningList = { ...warningList, name: nameOrNothing(words) };
    else if (Array.isArray(value)) facts.warningList = { ...warningList, attributes: attributesOf(value) };
  },
};

function attributesOf(values: readonly unknown[]): ReadonlySet<string> {
  const words = values.slice(0, ATTRIBUTES).filter((one) => typeof one === 'string');
  return new Set(words.filter((one) => one.length <= WORD_CHARACTERS));
}

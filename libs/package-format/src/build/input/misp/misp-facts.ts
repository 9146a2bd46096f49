import { nameOrNothing } from '../field-row';
import { parseTaken } from '../json/json-value';
import type { FactGatherer } from '../json/unit-facts';
import type { WarningList } from './warning-list';

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
    else if (path.endsWith('.type')) facts.warningList = { ...warningList, type: words };
    else if (path.endsWith('.name')) facts.warningList = { ...warningList, name: words };
    else if (Array.isArray(value)) facts.warningList = { ...warningList, attributes: attributesOf(value) };
  },
};

function attributesOf(values: readonly unknown[]): ReadonlySet<string> {
  return new Set(values.slice(0, 1_000).filter((one) => typeof one === 'string'));
}

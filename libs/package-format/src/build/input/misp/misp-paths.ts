import type { Choose } from '../json/json-path';

/** An event by itself, in `Event`, or in the `response` of a search, which may be a list of events. */
const EVENT = /^(?:\[\])?(?:\.response)?(?:\[\])?(?:\.Event)?$/;
const PARTS = /^(.*?)\.(Attribute|Object|list)(\[\])?$/;
const FACTS = /^(.*?)\.(?:info|type|name|matching_attributes)$/;

/** Both passes enter the same containers, so that they number events alike. */
function chooseWith(rows: 'take' | 'skip', facts: 'take' | 'skip'): Choose {
  return (path) => {
    if (EVENT.test(path)) return 'enter';
    const part = PARTS.exec(path);
    if (part !== null) return !EVENT.test(part[1] ?? '') ? 'skip' : part[3] === undefined ? 'enter' : rows;
    const fact = FACTS.exec(path);
    return fact !== null && EVENT.test(fact[1] ?? '') ? facts : 'skip';
  };
}

export const chooseMispRows = chooseWith('take', 'skip');
export const chooseMispFacts = chooseWith('skip', 'take');

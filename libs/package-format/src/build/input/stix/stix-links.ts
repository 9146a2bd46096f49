import { nameOrNothing } from '../field-row';
import { isObject, parseTaken, textOf } from '../json/json-value';
import type { FactGatherer } from '../json/unit-facts';
import { STIX_LIMITS } from './stix-limits';

const NAMED = new Set(['malware', 'tool', 'campaign', 'intrusion-set', 'threat-actor']);
/** Spares parsing what is neither. */
const WORTH_PARSING = /"type"\s*:\s*"(?:relationship|malware|tool|campaign|intrusion-set|threat-actor)"/;

/** Which threat each indicator of a bundle indicates, by its relationships. */
export class StixLinks {
  private readonly targets = new Map<string, string>();
  private readonly names = new Map<string, string>();
  /** Whether relationships were left out, because there are more than STIX_LIMITS.links. */
  incomplete = false;

  /** The name of the malware, else of the first other thing that the indicator indicates; empty when there is none. */
  threatOf(indicatorId: string): string {
    return this.names.get(this.targets.get(indicatorId) ?? '') ?? '';
  }

  take(text: string, line: number): void {
    const value = WORTH_PARSING.test(text) ? parseTaken(text, line) : null;
    if (!isObject(value)) return;
    const type = textOf(value, 'type');
    if (NAMED.has(type)) this.addName(textOf(value, 'id'), nameOrNothing(textOf(value, 'name')));
    else if (type === 'relationship' && textOf(value, 'relationship_type') === 'indicates') {
      this.addLink(textOf(value, 'source_ref'), textOf(value, 'target_ref'));
    }
  }

  private addName(id: string, name: string): void {
    if (name === '' || id === '' || id.length > STIX_LIMITS.id) return;
    if (this.names.size < STIX_LIMITS.names) this.names.set(id, name);
    else this.incomplete = true;
  }

  private addLink(source: string, target: string): void {
    if (!NAMED.has(target.slice(0, target.indexOf('--')))) return;
    if (Math.max(source.length, target.length) > STIX_LIMITS.id) return;
    const known = this.targets.get(source);
    if (known?.startsWith('malware--') || (known !== undefined && !target.startsWith('malware--'))) return;
    if (known !== undefined || this.targets.size < STIX_LIMITS.links) this.targets.set(source, target);
    else this.incomplete = true;
  }
}

export const STIX_LINKS: FactGatherer<StixLinks> = {
  begin: () => new StixLinks(),
  gather: (links, { text, line }) => {
    if (text !== null) links.take(text, line);
  },
};

import type { Zone } from '@pksn/domain';
import { plain } from '../console/output';

type Level = 'error' | 'warning' | 'note';
type ReportedZone = Exclude<Zone, 'green'>;

const LEVELS: Readonly<Record<ReportedZone, Level>> = {
  red: 'error',
  orange: 'warning',
  yellow: 'warning',
  grey: 'note',
};
const MEANINGS: Readonly<Record<ReportedZone, string>> = {
  red: 'is dangerous',
  orange: 'is not trusted',
  yellow: 'is adware or dual-use software',
  grey: 'is unknown to the reputation network',
};
/** From 0 to 10, as code scanning sorts by. */
const SEVERITIES: Readonly<Record<ReportedZone, string>> = { red: '9.5', orange: '7.0', yellow: '5.0', grey: '1.0' };
/** Beyond so many threats a rule is that of its zone alone. */
const MOST_RULES = 5_000;
const LONGEST_NAME = 200;

export interface SarifRule {
  readonly id: string;
  readonly index: number;
  readonly level: Level;
  /** What is to be said of the file. */
  readonly text: string;
}

/** A rule for each zone and threat that was met. */
export class SarifRules {
  private readonly rules = new Map<string, object>();
  private readonly indexes = new Map<string, number>();

  ruleOf(zone: ReportedZone, threat: string | null): SarifRule {
    const name = threat === null ? null : plain(threat).slice(0, LONGEST_NAME);
    const wanted = name === null ? zone : `${zone}/${name}`;
    const id = this.rules.has(wanted) || this.rules.size < MOST_RULES ? wanted : zone;
    const level = LEVELS[zone];
    const text = name === null ? `The file ${MEANINGS[zone]}.` : `The file ${MEANINGS[zone]}: ${name}.`;
    if (!this.rules.has(id)) {
      this.indexes.set(id, this.rules.size);
      const description = id === wanted ? text : `The file ${MEANINGS[zone]}.`;
      this.rules.set(id, {
        id,
        shortDescription: { text: description },
        defaultConfiguration: { level },
        properties: { tags: ['security', 'reputation', zone], 'security-severity': SEVERITIES[zone] },
      });
    }
    return { id, index: this.indexes.get(id) as number, level, text };
  }

  /** `tool.driver.rules`, in the order of their indexes. */
  get list(): readonly object[] {
    return [...this.rules.values()];
  }
}

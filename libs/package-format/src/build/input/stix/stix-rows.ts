import { Asides, flawRow } from '../field-row';
import type { FormatDefaults, OpenBytes } from '../format-defaults';
import { FIELD_COLUMNS } from '../input-row';
import type { InputRow, RowSource } from '../input-row';
import { jsonEvents } from '../json/json-events';
import type { Choose, JsonEvent } from '../json/json-path';
import { isObject, parseTaken, textOf } from '../json/json-value';
import { UnitFacts } from '../json/unit-facts';
import { indicatorRows } from './stix-indicator';
import { STIX_LINKS } from './stix-links';
import type { StixLinks } from './stix-links';

const BATCH_ROWS = 10_000;

/** A bundle, a TAXII 2.1 envelope, or a list of them: objects are the elements of `objects`. */
const choose: Choose = (path) => {
  const inside = path.startsWith('[]') ? path.slice(2) : path;
  if (inside === '' || inside === '.objects') return 'enter';
  return inside === '.objects[]' ? 'take' : 'skip';
};

/**
 * Indicators of STIX 2.0 and 2.1 bundles of any size; several bundles may follow one another. The input is read twice
 * at once: relationships, which name the threats, may stand behind the indicators. Throws BUILD_INPUT.
 */
export class StixRows implements RowSource {
  readonly columns = FIELD_COLUMNS;
  readonly ignored: ReadonlySet<string> = new Set();
  readonly notes = new Set<string>();
  private readonly others = new Asides();

  constructor(
    private readonly open: OpenBytes,
    private readonly defaults: FormatDefaults,
  ) {}

  /** Objects that are no indicators, by type. */
  get asides(): ReadonlyMap<string, number> {
    return this.others.counts;
  }

  async *batches(): AsyncGenerator<readonly InputRow[]> {
    const facts = new UnitFacts<StixLinks>(jsonEvents(this.open(), choose), STIX_LINKS);
    try {
      for await (const events of jsonEvents(this.open(), choose)) yield* this.batchesOf(events, facts);
    } finally {
      await facts.discard();
    }
  }

  private async *batchesOf(
    events: readonly JsonEvent[],
    facts: UnitFacts<StixLinks>,
  ): AsyncGenerator<readonly InputRow[]> {
    let rows: InputRow[] = [];
    for (const event of events) {
      // A pattern of a few hundred characters may have thousands of cases: a piece of input would be millions of rows.
      if (rows.length >= BATCH_ROWS) {
        yield rows;
        rows = [];
      }
      facts.follow(event);
      if (event.kind !== 'value') continue;
      const { text, line } = event;
      const value = text === null ? null : parseTaken(text, line);
      if (!isObject(value)) rows.push(flawRow({ line }, text === null ? 'is too long' : 'is no STIX object'));
      else if (textOf(value, 'type') !== 'indicator') this.others.add(textOf(value, 'type'));
      else {
        const links = await facts.of(event.unit);
        if (links.incomplete) this.notes.add('a bundle has more relationships than are held to name threats');
        for (const row of indicatorRows(value, line, links.threatOf(textOf(value, 'id')), this.defaults))
          rows.push(row);
      }
    }
    yield rows;
  }
}

import { flawRow, nameOrNothing } from '../field-row';
import type { FormatDefaults, OpenBytes } from '../format-defaults';
import { FIELD_COLUMNS } from '../input-row';
import type { InputRow, RowSource } from '../input-row';
import { jsonEvents } from '../json/json-events';
import type { Choose, JsonEvent } from '../json/json-path';
import { isObject, parseTaken, textOf } from '../json/json-value';
import type { JsonObject } from '../json/json-value';
import { UnitFacts } from '../json/unit-facts';
import { attributeRow } from './misp-attribute';
import type { MispVerdict } from './misp-attribute';
import { MISP_FACTS } from './misp-facts';
import type { MispFacts } from './misp-facts';
import { objectRows } from './misp-object';
import { chooseMispFacts, chooseMispRows } from './misp-paths';
import { warningRow } from './warning-list';

type ValueEvent = Extract<JsonEvent, { kind: 'value' }>;

/**
 * Attributes and objects of MISP events of any size, alone or as the answer of a search, and the entries of MISP
 * warning lists; several documents may follow one another. The input is read twice at once: what an event says of
 * itself may stand behind its attributes. Throws BUILD_INPUT.
 */
export class MispRows implements RowSource {
  readonly columns = FIELD_COLUMNS;
  readonly ignored: ReadonlySet<string> = new Set();

  constructor(
    private readonly open: OpenBytes,
    private readonly defaults: FormatDefaults,
  ) {}

  async *batches(): AsyncGenerator<readonly InputRow[]> {
    const facts = new UnitFacts<MispFacts>(this.events(chooseMispFacts), MISP_FACTS);
    try {
      for await (const events of this.events(chooseMispRows)) {
        const rows: InputRow[] = [];
        for (const event of events) {
          facts.follow(event);
          if (event.kind !== 'value') continue;
          for (const row of this.rowsOf(event, await facts.of(event.unit))) rows.push(row);
        }
        yield rows;
      }
    } finally {
      await facts.discard();
    }
  }

  private events(choose: Choose): AsyncGenerator<JsonEvent[]> {
    return jsonEvents(this.open(), choose);
  }

  private rowsOf({ text, line, path }: ValueEvent, facts: MispFacts): InputRow[] {
    if (text === null) return [flawRow({ line }, 'is too long')];
    const value = parseTaken(text, line);
    if (path.endsWith('.list[]')) {
      if (typeof value !== 'string') return [flawRow({ line }, 'is no text')];
      return [warningRow(value, line, facts.warningList, '')];
    }
    if (!isObject(value)) return [flawRow({ line }, 'is no MISP object')];
    const verdict = this.verdictOf(value, facts);
    return path.endsWith('.Object[]') ? objectRows(value, line, verdict) : [attributeRow(value, line, verdict)];
  }

  /** An attribute that is meant for detection is of something bad, unless --zone says what the event is about. */
  private verdictOf(value: JsonObject, { info }: MispFacts): MispVerdict {
    const { zone, threat } = this.defaults;
    const event = Object.hasOwn(value, 'Event') ? value['Event'] : null;
    const named = isObject(event) ? nameOrNothing(textOf(event, 'info')) : info;
    return { zone: zone === null ? 'red' : '', threat: threat === null ? named : '' };
  }
}

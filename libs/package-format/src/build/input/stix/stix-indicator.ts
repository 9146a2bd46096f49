import { fieldRow, flawRow, nameOrNothing } from '../field-row';
import type { RowPlace } from '../field-row';
import type { InputRow } from '../input-row';
import { listOf, textOf } from '../json/json-value';
import type { JsonObject } from '../json/json-value';
import type { FormatDefaults } from '../format-defaults';
import type { StixCase } from './stix-cases';
import { stixObject } from './stix-object';
import { readStixPattern } from './stix-pattern';
import { StixSyntaxError } from './stix-tokens';

/** A row for each case of an indicator's pattern, or one that says why there is none. */
export function indicatorRows(
  indicator: JsonObject,
  line: number,
  threat: string,
  defaults: FormatDefaults,
): InputRow[] {
  const place: RowPlace = { line, id: textOf(indicator, 'id').slice(0, 100) };
  const flaw = flawOf(indicator, defaults.now);
  if (flaw !== null) return [flawRow(place, flaw)];
  const cases = casesOf(textOf(indicator, 'pattern'));
  if (cases === null) return [flawRow(place, 'has a pattern that cannot be read')];
  const verdict = {
    zone: zoneOf(indicator, defaults),
    threat: threat === '' && defaults.threat === null ? nameOrNothing(textOf(indicator, 'name')) : threat,
  };
  return cases.map((one) => {
    const object = stixObject(one);
    return 'reason' in object ? flawRow(place, object.reason) : fieldRow(place, { ...object.fields, ...verdict });
  });
}

function flawOf(indicator: JsonObject, now: number): string | null {
  if (indicator['revoked'] === true) return 'is revoked';
  const type = textOf(indicator, 'pattern_type');
  if (type !== '' && type !== 'stix') return `has a pattern of the type ${type.slice(0, 40)}`;
  // STIX 2.1, 4.7: an indicator speaks from valid_from until valid_until.
  if (Date.parse(textOf(indicator, 'valid_until')) <= now) return 'is not valid any more (valid_until)';
  return Date.parse(textOf(indicator, 'valid_from')) > now ? 'is not valid yet (valid_from)' : null;
}

function casesOf(pattern: string): readonly StixCase[] | null {
  try {
    return readStixPattern(pattern);
  } catch (error) {
    if (error instanceof StixSyntaxError) return null;
    throw error;
  }
}

/** STIX 2.1, 10.5 indicator_types; STIX 2.0 has them as labels. */
function zoneOf(indicator: JsonObject, { zone }: FormatDefaults): string {
  const types = [...listOf(indicator, 'indicator_types'), ...listOf(indicator, 'labels')];
  if (types.includes('benign')) return 'green';
  return zone === null && types.includes('malicious-activity') ? 'red' : '';
}

import { fieldRow, flawRow, nameOrNothing } from '../field-row';
import type { FieldTexts, RowPlace } from '../field-row';
import type { InputRow } from '../input-row';
import { isObject, isSet, listOf, textOf } from '../json/json-value';
import type { JsonObject } from '../json/json-value';
import { isMispObjectType, mispFields } from './misp-attribute-types';

/** What rows say beside their object. */
export interface MispVerdict {
  readonly zone: string;
  readonly threat: string;
}

export type ReadAttribute = { readonly fields: FieldTexts } | { readonly reason: string };

/** The object that an attribute is about; or why it is about none. */
export function readAttribute(attribute: JsonObject): ReadAttribute {
  const type = textOf(attribute, 'type');
  if (!isMispObjectType(type)) return { reason: `type ${type.slice(0, 60)} is no object of ours` };
  if (isSet(attribute, 'deleted')) return { reason: 'is deleted' };
  if (!isSet(attribute, 'to_ids')) return { reason: 'is not meant for detection (to_ids)' };
  const fields = mispFields(type, textOf(attribute, 'value').trim());
  return fields === null ? { reason: `is no ${type}` } : { fields };
}

export function attributeRow(attribute: JsonObject, line: number, verdict: MispVerdict): InputRow {
  const read = readAttribute(attribute);
  if ('reason' in read) return flawRow(placeOf(attribute, line), read.reason);
  return attributeFieldsRow(attribute, line, read.fields, verdict);
}

export function attributeFieldsRow(
  attribute: JsonObject,
  line: number,
  fields: FieldTexts,
  { zone, threat }: MispVerdict,
): InputRow {
  const family = threatOfTags(attribute);
  const firstSeen = textOf(attribute, 'first_seen');
  return fieldRow(placeOf(attribute, line), { ...fields, zone, threat: family === '' ? threat : family, firstSeen });
}

export function placeOf(attribute: JsonObject, line: number): RowPlace {
  return { line, id: textOf(attribute, 'uuid').slice(0, 100) };
}

const FAMILY_TAG =
  /^misp-galaxy:(?:malpedia|mitre-malware|mitre-tool|tool|ransomware|rat|banker|stealer|backdoor|botnet|exploit-kit|cryptominers|android|stalkerware)="([^"]{1,500})"$/;

/** The family that a galaxy tag of the attribute names; empty when there is none. */
function threatOfTags(attribute: JsonObject): string {
  for (const tag of listOf(attribute, 'Tag')) {
    const family = isObject(tag) ? FAMILY_TAG.exec(textOf(tag, 'name'))?.[1] : undefined;
    if (family !== undefined) return nameOrNothing(family);
  }
  return '';
}

import { flawRow, nameOrNothing } from '../field-row';
import type { FieldTexts } from '../field-row';
import type { InputField, InputRow } from '../input-row';
import { isObject, isSet, listOf, textOf } from '../json/json-value';
import type { JsonObject } from '../json/json-value';
import { attributeFieldsRow, placeOf, readAttribute } from './misp-attribute';
import type { MispVerdict } from './misp-attribute';

/** Object templates whose md5, sha1 and sha256 are hashes of files: github.com/MISP/misp-objects. */
const OF_FILES = new Set(['file', 'hashlookup', 'artifact', 'android-app']);
/** Templates that describe one file, or one certificate. */
const OF_ONE = new Set(['file', 'hashlookup', 'artifact', 'x509']);
const FILE_FIELDS = ['sha256', 'sha1', 'md5'] as const;

interface Member {
  readonly attribute: JsonObject;
  readonly fields: FieldTexts;
}

/** The rows of a MISP object: hashes of one file together in one row, everything else in a row of its own. */
export function objectRows(object: JsonObject, line: number, verdict: MispVerdict): InputRow[] {
  const template = textOf(object, 'name');
  const rows: InputRow[] = [];
  const members: Member[] = [];
  for (const attribute of listOf(object, 'Attribute')) {
    if (!isObject(attribute)) {
      rows.push(flawRow({ line }, 'is no MISP attribute'));
      continue;
    }
    const read = isSet(object, 'deleted') ? { reason: 'is deleted' } : readMember(template, attribute);
    if ('reason' in read) rows.push(flawRow(placeOf(attribute, line), read.reason));
    else members.push({ attribute, fields: read.fields });
  }
  const product = template === 'android-app' ? applicationName(object) : {};
  for (const { attribute, fields } of OF_ONE.has(template) ? joined(members) : members) {
    rows.push(attributeFieldsRow(attribute, line, { ...fields, ...product }, verdict));
  }
  return rows;
}

function readMember(template: string, attribute: JsonObject): ReturnType<typeof readAttribute> {
  const read = readAttribute(attribute);
  if ('reason' in read || !isFile(read.fields)) return read;
  // The template says: the certificate that the application is signed with.
  if (template === 'android-app' && textOf(attribute, 'object_relation') === 'certificate') {
    return asCertificate(read.fields);
  }
  if (OF_FILES.has(template)) return read;
  return { reason: `is a hash in an object ${template.slice(0, 60)}, which may be of something else than a file` };
}

function asCertificate({ sha256, sha1 }: FieldTexts): ReturnType<typeof readAttribute> {
  if (sha256 !== undefined) return { fields: { certificateSha256: sha256 } };
  return sha1 === undefined ? { reason: 'is an MD5 of a certificate' } : { fields: { certificateSha1: sha1 } };
}

function isFile(fields: FieldTexts): boolean {
  return FILE_FIELDS.some((field) => fields[field] !== undefined);
}

/** Members of one file become one, unless a kind of hash occurs twice with different values. */
function joined(members: readonly Member[]): readonly Member[] {
  const fields: Partial<Record<InputField, string>> = {};
  let first: Member | null = null;
  for (const member of members) {
    for (const [name, value] of Object.entries(member.fields)) {
      if (!isIdentity(name)) continue;
      const known = fields[name];
      if (known !== undefined && known.toLowerCase() !== value.toLowerCase()) return members;
      fields[name] = value;
      first ??= member;
    }
  }
  if (first === null) return members;
  const others = members.filter((one) => !Object.keys(one.fields).some(isIdentity));
  return [{ attribute: first.attribute, fields }, ...others];
}

const IDENTITIES = new Set<string>([...FILE_FIELDS, 'certificateSha256', 'certificateSha1']);

function isIdentity(name: string): name is InputField {
  return IDENTITIES.has(name);
}

function applicationName(object: JsonObject): FieldTexts {
  const names = listOf(object, 'Attribute').filter(
    (one) => isObject(one) && textOf(one, 'object_relation') === 'name' && textOf(one, 'type') === 'text',
  ) as JsonObject[];
  const [only] = names;
  return names.length === 1 && only !== undefined ? { product: nameOrNothing(textOf(only, 'value')) } : {};
}

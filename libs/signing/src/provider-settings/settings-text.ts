import { decodeCanonicalBase64 } from '../base64';
import { parseEnvelope } from '../envelope';
import type { Envelope } from '../envelope';
import { FieldReader } from '../field-reader';
import { SIGNING_LIMITS } from '../limits';
import type { ProviderFacts } from './provider-facts';
import { SETTINGS_ENVELOPE_FAULTS } from './settings-faults';

export const SETTINGS_BEGIN = '-----BEGIN PROVIDER SETTINGS-----';
export const SETTINGS_END = '-----END PROVIDER SETTINGS-----';
const COLUMNS = 64;

/** The lines that may stand above the block, so that a person who opens the file sees whose it is. */
export function factLines({ name, contacts, createdAt }: ProviderFacts): string[] {
  return [`Provider: ${name}`, ...contacts.map((one) => `Contact: ${one}`), `Created: ${createdAt}`];
}

/** The text of a settings file: the facts, an empty line, armor around base64 in lines of 64 of the envelope. */
export function formatSettingsText(envelope: Envelope, facts: ProviderFacts): string {
  const base64 = Buffer.from(JSON.stringify(envelope), 'utf8').toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [...factLines(facts), '', SETTINGS_BEGIN, ...lines, SETTINGS_END, ''].join('\n');
}

export interface SettingsText {
  readonly envelope: Envelope;
  /** Lines above the block that are not blank; nothing vouches for them until they are compared with the facts. */
  readonly above: readonly string[];
}

/** Reads one block; lines end with LF or CRLF. Nothing in it is believed yet. Faults: SETTINGS_MALFORMED. */
export function parseSettingsText(text: string): SettingsText {
  const read = new FieldReader('SETTINGS_MALFORMED');
  if (text.length > SIGNING_LIMITS.settingsFileCharacters) read.refuse('settings file', 'at most 256 KiB');
  const lines = text.split(/\r?\n/);
  const begin = lines.indexOf(SETTINGS_BEGIN);
  const end = lines.indexOf(SETTINGS_END);
  const rest = lines.slice(end + 1);
  if (begin < 0 || end < begin + 2 || rest.some((line) => !blank(line))) {
    read.refuse('settings file', `one block from ${SETTINGS_BEGIN} to ${SETTINGS_END}, and nothing behind it`);
  }
  const body = lines.slice(begin + 1, end);
  const wrapped = body.every((line, i) => (i < body.length - 1 ? line.length === COLUMNS : line.length <= COLUMNS));
  const json = wrapped ? decodeCanonicalBase64(body.join('')) : null;
  if (json === null) return read.refuse('settings file', 'canonical base64 in lines of 64');
  const envelope = parseEnvelope(read.json(json, 'settings file'), SETTINGS_ENVELOPE_FAULTS);
  // A repeated key or white space would be bytes that the check does not see.
  if (!Buffer.from(JSON.stringify(envelope), 'utf8').equals(json)) {
    read.refuse('settings file', 'compact JSON without repetitions');
  }
  return { envelope, above: lines.slice(0, begin).filter((line) => !blank(line)) };
}

/** What stands above the block must say exactly what the block says, or not be there. Faults: SETTINGS_MALFORMED. */
export function requireHonestLines(above: readonly string[], facts: ProviderFacts): void {
  if (
    above.length === 0 ||
    above.map((line) => line.trimEnd()).join('\n') ===
      factLines(facts)
        .map((line) => line.trimEnd())
        .join('\n')
  )
    return;
  new FieldReader('SETTINGS_MALFORMED').refuse('the text above the block', 'what the signed block says, or left out');
}

function blank(line: string): boolean {
  return /^[ \t]*$/.test(line);
}

import { FieldReader } from '@pksn/signing';

const DATE = /^2[01]\d{2}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const HEX = /^[0-9a-f]+$/;

/** Reads the fields of a manifest; every refusal is PACKAGE_SCHEMA and names the place. */
export class ManifestReader extends FieldReader {
  constructor() {
    super('PACKAGE_SCHEMA');
  }

  oneOf<T extends string>(value: unknown, place: string, words: readonly T[]): T {
    return words.find((word) => word === value) ?? this.refuse(place, words.join(' or '));
  }

  feed(value: unknown, isFeedName: (text: string) => boolean): string {
    return typeof value === 'string' && isFeedName(value) ? value : this.refuse('feed', 'VENDOR/FEED');
  }

  hex(value: unknown, place: string, bytes: number): string {
    if (typeof value === 'string' && value.length === 2 * bytes && HEX.test(value)) return value;
    return this.refuse(place, `${2 * bytes} lower-case hex digits`);
  }

  /** A real UTC time of the years 2000 to 2199 in whole seconds: `2026-11-21T20:51:00Z`. */
  date(value: unknown, place: string): string {
    this.instant(value, place);
    return DATE.test(String(value)) ? String(value) : this.refuse(place, 'a time of 2000 to 2199 in whole seconds');
  }

  dateAfter(value: unknown, place: string, earlier: string): string {
    const date = this.date(value, place);
    // Both have the same fixed form, so that they compare as text.
    return date > earlier ? date : this.refuse(place, `after ${earlier}`);
  }
}

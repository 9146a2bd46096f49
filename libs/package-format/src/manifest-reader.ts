import { FieldReader } from '@pksn/signing';

const HEX = /^[0-9a-f]+$/;

/** Reads the fields of a manifest; every refusal is PACKAGE_SCHEMA and names the place. */
export class ManifestReader extends FieldReader {
  constructor() {
    super('PACKAGE_SCHEMA');
  }

  feed(value: unknown, isFeedName: (text: string) => boolean): string {
    return typeof value === 'string' && isFeedName(value) ? value : this.refuse('feed', 'VENDOR/FEED');
  }

  hex(value: unknown, place: string, bytes: number): string {
    if (typeof value === 'string' && value.length === 2 * bytes && HEX.test(value)) return value;
    return this.refuse(place, `${2 * bytes} lower-case hex digits`);
  }
}

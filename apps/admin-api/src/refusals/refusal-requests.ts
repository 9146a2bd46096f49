import { Matches } from 'class-validator';

export class FingerprintPath {
  @Matches(/^[0-9a-fA-F]{8}$/, { message: '$property must be the 8 hex digits of a fingerprint' })
  fingerprint!: string;
}

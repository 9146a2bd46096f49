import { IsOptional, Matches } from 'class-validator';
import { CursorQuery } from '../page-queries';

export class KnockingQuery extends CursorQuery {
  /** The beginning of a fingerprint. */
  @IsOptional()
  @Matches(/^[0-9a-fA-F]{1,8}$/, { message: '$property must be up to 8 hex digits of a fingerprint' })
  search?: string;
}

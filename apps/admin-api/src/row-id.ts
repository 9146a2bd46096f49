import type { PipeTransform } from '@nestjs/common';
import { Fault } from '@pksn/domain';

const DECIMAL = /^(0|[1-9]\d{0,15})$/;

/** The number of a row in a path: decimal digits of a safe integer. Fault: REQUEST_MALFORMED. */
export class RowId implements PipeTransform<string, number> {
  transform(text: string): number {
    const id = DECIMAL.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(id)) throw new Fault('REQUEST_MALFORMED', 'this is not the number of a row');
    return id;
  }
}

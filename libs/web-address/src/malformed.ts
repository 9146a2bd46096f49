import { Fault } from '@pksn/domain';

/** The only refusal of this lib. `detail` says what is wrong and never repeats the object. */
export function malformed(detail: string): Fault {
  return new Fault('OBJECT_MALFORMED', detail);
}

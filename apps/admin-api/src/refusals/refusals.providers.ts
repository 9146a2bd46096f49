import type { Provider } from '@nestjs/common';
import type { Clock } from '@pksn/runtime';
import { KnockingKeys, LicenseDesk, Licenses } from '@pksn/store-postgres';
import { KnockingDesk } from '../knocking/knocking-desk';
import { CLOCK } from '../tokens';
import { RefusalDesk } from './refusal-desk';

/** Refused keys: those that knock, and why any is refused. */
export const REFUSALS: Provider[] = [
  {
    provide: KnockingDesk,
    inject: [KnockingKeys],
    useFactory: (knocking: KnockingKeys) => new KnockingDesk(knocking),
  },
  {
    provide: RefusalDesk,
    inject: [Licenses, LicenseDesk, KnockingKeys, CLOCK],
    useFactory: (licenses: Licenses, desk: LicenseDesk, knocking: KnockingKeys, clock: Clock) =>
      new RefusalDesk(licenses, desk, knocking, clock),
  },
];

import type { Provider, Type } from '@nestjs/common';
import type { Clock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { FourEyesSettings, Proposals } from '@pksn/store-postgres';
import type { AdminConfig } from '../config';
import { steeringOn } from '../snapshots/snapshots.providers';
import { CLOCK, CONFIG, DATABASE } from '../tokens';
import { FourEyes } from './four-eyes';
import { FourEyesController } from './four-eyes.controller';
import { FourEyesDesk } from './four-eyes-desk';
import { GreenOverrides } from './green-overrides';
import { GuardedActivations } from './guarded-activations';
import { ProposalDesk } from './proposal-desk';
import { ProposalsController } from './proposals.controller';
import { Relaxations } from './relaxations';
import { TrustAdditions } from './trust-additions';
import { TrustRemovals } from './trust-removals';

export const APPROVALS_CONTROLLERS: Type[] = [FourEyesController, ProposalsController];

/** Acts that need two people where the provider says so, put together here. */
export const APPROVALS: Provider[] = [
  {
    provide: FourEyes,
    inject: [DATABASE, CONFIG, CLOCK],
    useFactory: (source: DataSource, { dataDir }: AdminConfig, clock: Clock) =>
      new FourEyes(source, new FourEyesSettings(source), [
        new GreenOverrides(clock),
        new GuardedActivations((inside) => steeringOn(inside, dataDir, clock)),
        new TrustAdditions(clock),
        new TrustRemovals(),
        new Relaxations(),
      ]),
  },
  {
    provide: FourEyesDesk,
    inject: [DATABASE, FourEyes],
    useFactory: (source: DataSource, eyes: FourEyes) => new FourEyesDesk(new FourEyesSettings(source), eyes),
  },
  {
    provide: ProposalDesk,
    inject: [DATABASE, FourEyes],
    useFactory: (source: DataSource, eyes: FourEyes) => new ProposalDesk(source, new Proposals(source), eyes),
  },
];

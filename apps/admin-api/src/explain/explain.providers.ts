import type { Provider } from '@nestjs/common';
import type { Clock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { CLOCK, DATABASE } from '../tokens';
import { Explainer } from './explainer';

export const EXPLAIN: Provider[] = [
  {
    provide: Explainer,
    inject: [DATABASE, CLOCK],
    useFactory: (source: DataSource, clock: Clock) => new Explainer(source, clock),
  },
];

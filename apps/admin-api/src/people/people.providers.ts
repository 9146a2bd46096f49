import type { Provider } from '@nestjs/common';
import type { DataSource } from '@pksn/store-postgres';
import { Administration, FirstRun, PersonSessions } from '@pksn/store-postgres';
import { Callers } from '../auth/callers';
import type { AdminConfig } from '../config';
import { SessionDesk } from '../sessions/session-desk';
import { CONFIG, DATABASE } from '../tokens';

/** Who signs in, and how. */
export const PEOPLE: Provider[] = [
  {
    provide: PersonSessions,
    inject: [DATABASE, CONFIG],
    useFactory: (source: DataSource, config: AdminConfig) =>
      new PersonSessions(source, {
        get idleMs() {
          return config.sessionIdle;
        },
        get maxMs() {
          return config.sessionMax;
        },
      }),
  },
  { provide: FirstRun, inject: [DATABASE], useFactory: (source: DataSource) => new FirstRun(source) },
  {
    provide: Callers,
    inject: [Administration, PersonSessions],
    useFactory: (administration: Administration, sessions: PersonSessions) => new Callers(administration, sessions),
  },
  {
    provide: SessionDesk,
    inject: [Callers, FirstRun],
    useFactory: (callers: Callers, firstRun: FirstRun) => new SessionDesk(callers, firstRun),
  },
];

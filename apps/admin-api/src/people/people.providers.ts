import { join } from 'node:path';
import type { Provider, Type } from '@nestjs/common';
import type { Clock, Logger } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import {
  Administration,
  FirstRun,
  OwnAccount,
  People,
  PersonSessions,
  SignInBrake,
  SignIns,
} from '@pksn/store-postgres';
import { Callers } from '../auth/callers';
import type { AdminConfig } from '../config';
import { AccountDesk } from '../sessions/account-desk';
import { AccountController } from '../sessions/account.controller';
import { ClientNetwork } from '../sessions/client-network';
import { CodeCheck } from '../sessions/code-check';
import { FirstRunDesk } from '../sessions/first-run-desk';
import { SessionDesk } from '../sessions/session-desk';
import { SessionController } from '../sessions/session.controller';
import { SessionsController } from '../sessions/sessions.controller';
import { SignInDesk } from '../sessions/sign-in-desk';
import { CLOCK, CONFIG, DATABASE, LOG } from '../tokens';
import { PasswordHasher } from './password-hasher';
import { PeopleDesk } from './people-desk';
import { PeopleKey } from './people-key';
import { PeopleController } from './people.controller';

export const PEOPLE_CONTROLLERS: Type[] = [AccountController, PeopleController, SessionController, SessionsController];

/** Routes that answer anybody: how people come in. */
export const SIGN_IN_ROUTES = [
  'GET /api/v1/session',
  'POST /api/v1/session',
  'DELETE /api/v1/session',
  'POST /api/v1/first-run',
  'POST /api/v1/welcome',
];

const STORES: Provider[] = [
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
  {
    provide: SignIns,
    inject: [DATABASE, PersonSessions],
    useFactory: (source: DataSource, sessions: PersonSessions) => new SignIns(source, sessions),
  },
  {
    provide: FirstRun,
    inject: [DATABASE, SignIns],
    useFactory: (source: DataSource, signIns: SignIns) => new FirstRun(source, signIns),
  },
  {
    provide: OwnAccount,
    inject: [DATABASE, PersonSessions],
    useFactory: (source: DataSource, sessions: PersonSessions) => new OwnAccount(source, sessions),
  },
  { provide: People, inject: [DATABASE], useFactory: (source: DataSource) => new People(source) },
  { provide: SignInBrake, inject: [DATABASE], useFactory: (source: DataSource) => new SignInBrake(source) },
];

const TOOLS: Provider[] = [
  { provide: PasswordHasher, useFactory: () => new PasswordHasher() },
  {
    provide: PeopleKey,
    inject: [CONFIG],
    useFactory: ({ dataDir, peopleKey }: AdminConfig) =>
      new PeopleKey(peopleKey ?? join(dataDir, 'secrets', 'people-key')),
  },
  {
    provide: ClientNetwork,
    inject: [CONFIG],
    useFactory: ({ trustedProxies }: AdminConfig) => new ClientNetwork(trustedProxies),
  },
  {
    provide: CodeCheck,
    inject: [SignIns, PeopleKey, CLOCK],
    useFactory: (signIns: SignIns, key: PeopleKey, clock: Clock) => new CodeCheck(signIns, key, clock),
  },
  {
    provide: Callers,
    inject: [Administration, PersonSessions],
    useFactory: (administration: Administration, sessions: PersonSessions) => new Callers(administration, sessions),
  },
];

/** Who signs in, and how. */
export const PEOPLE: Provider[] = [
  ...STORES,
  ...TOOLS,
  {
    provide: SessionDesk,
    inject: [Callers, FirstRun, PersonSessions],
    useFactory: (callers: Callers, firstRun: FirstRun, sessions: PersonSessions) =>
      new SessionDesk(callers, firstRun, sessions),
  },
  {
    provide: SignInDesk,
    inject: [SignIns, PersonSessions, SignInBrake, PasswordHasher, CodeCheck, ClientNetwork],
    useFactory: (
      signIns: SignIns,
      sessions: PersonSessions,
      brake: SignInBrake,
      hasher: PasswordHasher,
      codes: CodeCheck,
      network: ClientNetwork,
    ) => new SignInDesk({ signIns, sessions, brake, hasher, codes, network }),
  },
  {
    provide: FirstRunDesk,
    inject: [FirstRun, PersonSessions, SignInBrake, PasswordHasher, ClientNetwork, LOG, CONFIG],
    useFactory: (
      firstRun: FirstRun,
      sessions: PersonSessions,
      brake: SignInBrake,
      hasher: PasswordHasher,
      network: ClientNetwork,
      log: Logger,
      { dataDir }: AdminConfig,
    ) =>
      new FirstRunDesk({ firstRun, sessions, brake, hasher, network, log }, join(dataDir, 'secrets', 'first-run-code')),
  },
  {
    provide: PeopleDesk,
    inject: [People, PasswordHasher, FirstRunDesk],
    useFactory: (people: People, hasher: PasswordHasher, firstRun: FirstRunDesk) =>
      new PeopleDesk(people, hasher, () => firstRun.tidy()),
  },
  {
    provide: AccountDesk,
    inject: [
      OwnAccount,
      SignIns,
      PersonSessions,
      SignInBrake,
      PasswordHasher,
      CodeCheck,
      PeopleKey,
      ClientNetwork,
      CLOCK,
    ],
    useFactory: (
      account: OwnAccount,
      signIns: SignIns,
      sessions: PersonSessions,
      brake: SignInBrake,
      hasher: PasswordHasher,
      codes: CodeCheck,
      key: PeopleKey,
      network: ClientNetwork,
      clock: Clock,
    ) => new AccountDesk({ account, signIns, sessions, brake, hasher, codes, key, network, clock }),
  },
];

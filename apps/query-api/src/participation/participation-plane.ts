import type { Infrastructure } from '@pksn/contract';
import { participantMark, requireEndpointId } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import { Participations, Statements } from '@pksn/store-postgres';
import type { GatePorts } from '../license/license-gate';
import type { RegistryState } from '../license/registry-state';
import type { WaitingDatabase } from '../waiting-database';
import { KnownParticipants } from './known-participants';
import { StatementTexts } from './statement-texts';

export interface ParticipationPlane {
  readonly statements: StatementTexts;
  readonly participations: Participations;
  readonly known: KnownParticipants;
  readonly requireRequests: GatePorts['requireRequests'];
}

/** Statements and participation of one process; lookups need them where the network is the global one. */
export function participationPlane(
  infrastructure: Infrastructure,
  database: WaitingDatabase,
  registry: RegistryState,
  clock: Clock,
): ParticipationPlane {
  const texts = new Statements(database.source);
  const participations = new Participations(database.source);
  const known = new KnownParticipants((endpoint) => database.use(() => participations.of(endpoint)), clock);
  const statements = new StatementTexts({
    standing: () => registry.statements,
    read: (id, language) => texts.text(id, language),
    clock,
  });
  // A token is made for a tool, which has no user who could be asked.
  const requireRequests: GatePorts['requireRequests'] = async ({ credential, entry }, endpointId) => {
    if (credential.kind !== 'token')
      await known.require(participantMark(entry.row.customerId, requireEndpointId(endpointId)));
  };
  return { statements, participations, known, requireRequests: infrastructure === 'global' ? requireRequests : null };
}

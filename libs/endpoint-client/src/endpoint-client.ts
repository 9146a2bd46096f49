import type { Infrastructure, ParticipationState, WireObject } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { isLockedOff, isLockedOn } from './contributions/contributing';
import { submission } from './contributions/confirmed-file';
import type { ConfirmedFile, FilePart } from './contributions/confirmed-file';
import type { Contribution } from './contributions/contribution-queue';
import type { VendorPolicy } from '@pksn/signing';
import type { Bounds, Patience } from './deadline';
import { withinDeadline } from './deadline';
import type { EndpointEvents } from './endpoint-events';
import type { EndpointOptions } from './endpoint-options';
import type { KeyName } from './keys/key-name';
import type { EndpointAnswer, EndpointResult } from './lookup/endpoint-answer';
import type { AcceptedStatement, NetworkState } from './network/network-state';
import type { ServiceStanding } from './network/request-restraint';
import type { ServiceStatus } from './network/service-status';
import { openParts } from './open-parts';
import type { ClientParts } from './open-parts';
import type { Decision } from './participation/participant';
import type { ParticipationRecord } from './participation/participation-record';
import type { StatementText } from './participation/statement-text';

const UPLOAD_MS = 600_000;

/**
 * An endpoint of the private reputation network: asks, keeps what it was told for as long as that is right, and tells its
 * application what a person should know (`events`). One client per process and folder; `close` ends it.
 */
export class EndpointClient {
  private constructor(private readonly parts: ClientParts) {}

  /**
   * Asks nothing yet, but for the changes of what is kept. Faults: USAGE (no address, or a malformed endpoint id),
   * LICENSE_KEY_MALFORMED.
   */
  static async open(options: EndpointOptions): Promise<EndpointClient> {
    return new EndpointClient(await openParts(options));
  }

  /** What the application is told; see EndpointEventMap. */
  get events(): EndpointEvents {
    return this.parts.events;
  }

  /** Which network may be asked, and by which acceptance. */
  get network(): NetworkState {
    return this.parts.link.watch.accepted;
  }

  /** The network for which acceptance is awaited; null: none is. */
  get awaitsAcceptance(): Infrastructure | null {
    return this.parts.link.watch.awaitsAcceptance ? 'global' : null;
  }

  /** The last service status that was heard; null: none yet. */
  get status(): ServiceStatus | null {
    return this.parts.link.status;
  }

  /** How the service stands for this endpoint now, its own policies included: what a person should be shown. */
  get standing(): ServiceStanding {
    return this.parts.link.restraint.standing(this.parts.pace.now());
  }

  /** Vendors' policies from now on, in place of those before (`PolicyStore.current`). */
  usePolicies(policies: readonly VendorPolicy[]): void {
    this.parts.link.restraint.use(policies);
  }

  /** The key that requests carry; null: none. */
  get key(): KeyName | null {
    return this.parts.keys?.name ?? null;
  }

  /**
   * The reputation of one object. Asks of one moment go together as one request. Faults: OBJECT_MALFORMED; SETTINGS_POLICY where
   * the provider switched requests off, ENDPOINT_REQUESTS_OFF where the person did; LICENSE_* as the service judges the keys; ENDPOINT_NETWORK_CHANGED; ENDPOINT_BUSY. Where the
   * service cannot be asked, the offline policy decides between a kept answer, grey, and SERVICE_*, LICENSE_RATE or ENDPOINT_DEADLINE.
   */
  lookup(object: WireObject, patience: Patience = {}): Promise<EndpointAnswer> {
    return this.within(patience, (bounds) => this.parts.desk.one(object, bounds), 'requests');
  }

  /**
   * The same for any number of objects, in the order asked, by bulk requests of up to 1,000. What is no object has its error
   * in its place, and what may not be asked for (SERVICE_RESTRICTED), too. The other faults of `lookup` end the whole call; but where
   * answers are kept of some objects of a bulk, the others have the fault in their place.
   */
  lookupMany(objects: readonly WireObject[], patience: Patience = {}): Promise<EndpointResult[]> {
    return this.within(patience, (bounds) => this.parts.desk.many(objects, bounds), 'requests');
  }

  /** Asks for the service status, whatever was accepted. Faults: SERVICE_*, LICENSE_*, ENDPOINT_DEADLINE. */
  askStatus(patience: Patience = {}): Promise<ServiceStatus> {
    return this.within(patience, (bounds) => this.parts.link.askStatus(bounds));
  }

  /**
   * A person has accepted the statement for the network that `awaitsAcceptance` names; the service is told, and lookups go on, also
   * after a restart. Contributions are another decision (`setContributions`), and off after this. Faults: ENDPOINT_STATEMENT when
   * nothing awaits acceptance or another statement is in force; ENDPOINT_ID_REQUIRED without `endpointId`; those of `askStatus`.
   */
  acceptNetwork(statement: AcceptedStatement, patience: Patience = {}): Promise<void> {
    return this.within(patience, async (bounds) => {
      const { link } = this.parts;
      const { statement: inForce } = await link.askStatus(bounds);
      if (!link.watch.awaitsAcceptance) {
        throw new Fault('ENDPOINT_STATEMENT', 'there is no switch of the network that awaits acceptance');
      }
      if (inForce !== null && inForce.id !== statement.id) {
        throw new Fault(
          'ENDPOINT_STATEMENT',
          `statement ${String(inForce.id)} is in force, not the one that was accepted`,
        );
      }
      const contributions = isLockedOn(this.parts.address.policy);
      if (inForce !== null) await this.parts.participant.decide({ statement, contributions }, bounds, true);
      await link.watch.accept(statement);
    });
  }

  /**
   * Counts for the provider's statistics, in memory; the queue sends it within the hours to come, once a person agreed. Returns at
   * once and never throws; what the fixed schema has no room for, and what the service does not take, is dropped.
   */
  contribute(contribution: Contribution): void {
    this.parts.contributing?.queue.add(contribution, this.parts.pace.now());
  }

  /**
   * A person decided about contributions, having read this statement; requests stay as they are. Off: what waits is dropped, and the
   * service drops what it has of this endpoint. Faults: those of `participate`.
   */
  async setContributions(on: boolean, statement: AcceptedStatement, patience: Patience = {}): Promise<void> {
    const requests = this.parts.participant.record?.requests ?? null;
    await this.participate({ statement, contributions: on, ...(requests === null ? {} : { requests }) }, patience);
  }

  /** What was decided here; null: nothing yet. */
  get participation(): ParticipationRecord | null {
    return this.parts.participant.record;
  }

  /**
   * A person decided, having read the statement: requests and contributions are switches of their own. A no is in force here at once,
   * also when the service cannot be told; in the global network it ends requests, too. Faults: SETTINGS_POLICY for what the provider has
   * locked; ENDPOINT_ID_REQUIRED without `endpointId`; ENDPOINT_NETWORK_CHANGED while a switch awaits acceptance (`acceptNetwork`);
   * STATEMENT_OUTDATED, STATEMENT_UNKNOWN; those of `askStatus`.
   */
  async participate(decision: Decision, patience: Patience = {}): Promise<void> {
    const { participant, link } = this.parts;
    await this.within(patience, (bounds) => participant.decide(decision, bounds));
    if (decision.statement !== null && link.watch.accepted.network === 'global')
      await link.watch.accept(decision.statement);
  }

  /** The switch of requests alone, where no statement is in force that would have to be accepted. Fault: SETTINGS_POLICY. */
  switchRequests(on: boolean): Promise<void> {
    return this.parts.participant.switchRequests(on);
  }

  /** What the service knows of this endpoint's participation; null without `endpointId`. Faults: as for lookups. */
  askParticipation(patience: Patience = {}): Promise<ParticipationState | null> {
    return this.within(patience, (bounds) => this.parts.participant.known(bounds));
  }

  /**
   * The text of a statement, to be shown to a person before it is accepted; `id` null: of the one in force. It is asked for also while a
   * switch of the network awaits acceptance. Faults: STATEMENT_UNKNOWN; ENDPOINT_STATEMENT for another text than the provider's settings
   * vouch for; those of `askStatus`.
   */
  statement(language: string, id: number | null = null, patience: Patience = {}): Promise<StatementText> {
    return this.within(patience, (bounds) => this.parts.participant.statement(language, id, bounds));
  }

  /** What is kept here; null: nothing can be. Waits for what is being written. */
  async kept(): Promise<{ readonly sizeBytes: number; readonly newestAt: number | null } | null> {
    const { kept } = this.parts;
    return kept === null ? null : { sizeBytes: kept.cache.sizeBytes, newestAt: await kept.cache.newestAt() };
  }

  /**
   * Sends a suspicious file to the provider for analysis, whole or a part, when a person has seen it (`fileToConfirm`) and agreed to
   * send this one. It takes as long as it takes, up to ten minutes if nothing else is said. Faults: SETTINGS_POLICY where the provider
   * switched contributions off; ENDPOINT_ID_REQUIRED without `endpointId`; PARTICIPATION_REQUIRED where no person agreed to contribute;
   * SAMPLE_*, SERVICE_*, LICENSE_*, USAGE when the file cannot be read any more.
   */
  async submitFile(file: ConfirmedFile, part: FilePart | null = null, patience: Patience = {}): Promise<void> {
    const { address, link, participant, pace, endpointId } = this.parts;
    if (isLockedOff(address.policy))
      throw new Fault('SETTINGS_POLICY', 'contributions are switched off by the provider');
    if (endpointId === null) throw new Fault('ENDPOINT_ID_REQUIRED', 'whoever sends a file has an endpoint id');
    const sent = await submission(file, part);
    const post = { method: 'POST', path: '/v1/submissions', file: sent, weight: 'file' } as const;
    await withinDeadline(pace, { timeoutMs: UPLOAD_MS, ...patience }, async (bounds) => {
      await participant.requireContributions(bounds);
      await link.ask({ ...post, ...bounds }, ['file']);
    });
  }

  /**
   * Submits a license file (its text) to the provider; needs no key. The answer is that of `POST /v1/license-submissions`. Faults:
   * LICENSE_FILE_* and others, as the service words them.
   */
  async submitLicense(file: string, patience: Patience = {}): Promise<unknown> {
    const request = { method: 'POST', path: '/v1/license-submissions', json: { file } } as const;
    const ask = (bounds: Bounds) =>
      this.parts.link.caller.ask({ ...request, weight: 'control', withKey: false, ...bounds });
    return (await this.within(patience, ask)).body;
  }

  /** Whether the service answers at all; needs no key. Faults: SERVICE_*. */
  async reach(patience: Patience = {}): Promise<void> {
    const request = { method: 'GET', path: '/openapi.json', weight: 'control', withKey: false } as const;
    await this.within(patience, (bounds) => this.parts.link.caller.ask({ ...request, ...bounds }));
  }

  /** Ends what is under way and lets go of the folder. Nothing may be asked any more. */
  close(): Promise<void> {
    return this.parts.close();
  }

  private async within<T>(
    { timeoutMs = this.parts.timeoutMs, signal }: Patience,
    work: (bounds: Bounds) => Promise<T>,
    needs: 'requests' | null = null,
  ): Promise<T> {
    if (needs === 'requests') this.parts.participant.requireRequests();
    const patience = signal === undefined ? { timeoutMs } : { timeoutMs, signal };
    return withinDeadline(this.parts.pace, patience, work);
  }
}

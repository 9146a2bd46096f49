import type { ParticipationBody, ParticipationState } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { Bounds } from '../deadline';
import type { ServiceAddress } from '../endpoint-options';
import type { AcceptedStatement } from '../network/network-state';
import type { ServiceLink } from '../network/service-link';
import type { Pace } from '../pace';
import { readParticipation, writeParticipation } from './participation-record';
import type { ParticipationRecord } from './participation-record';
import { readStatement } from './statement-text';
import type { StatementText } from './statement-text';

/** A person's decision. What is left out of the switches: on with an acceptance, as far as the provider leaves it open. */
export interface Decision {
  /** The statement that was shown and accepted; null: none is accepted any more. */
  readonly statement: AcceptedStatement | null;
  readonly requests?: boolean;
  readonly contributions?: boolean;
}

export interface ParticipantPorts {
  readonly link: ServiceLink;
  readonly address: ServiceAddress;
  readonly endpointId: string | null;
  /** Keeps what was decided; null: only this process knows it. */
  readonly folder: string | null;
  /** Drops what waits to be contributed. */
  readonly dropWaiting: () => void;
  readonly pace: Pick<Pace, 'now'>;
}

/** A no names a statement, but holds for all; what was accepted may be lost here. */
const ANY_STATEMENT: AcceptedStatement = { id: 1, language: 'en' };

/** What whoever uses this endpoint agreed to: here, where it is in force at once, and at the service. */
export class Participant {
  private constructor(
    private readonly ports: ParticipantPorts,
    private held: ParticipationRecord | null,
  ) {}

  static async open(ports: ParticipantPorts): Promise<Participant> {
    return new Participant(ports, ports.folder === null ? null : await readParticipation(ports.folder));
  }

  /** Null: nobody decided anything here. */
  get record(): ParticipationRecord | null {
    return this.held;
  }

  /** Whether requests may be sent, by the provider's settings and by the person. Faults: SETTINGS_POLICY, ENDPOINT_REQUESTS_OFF. */
  requireRequests(): void {
    const { requests } = this.ports.address.policy;
    if (requests.mode === 'locked' && !requests.value)
      throw new Fault('SETTINGS_POLICY', 'requests are switched off by the provider');
    if (requests.mode === 'free' && !(this.held?.requests ?? requests.value))
      throw new Fault('ENDPOINT_REQUESTS_OFF', 'whoever uses this endpoint has not switched requests on');
  }

  /** A no of this person holds even while the service has not heard of it. */
  get mayContribute(): boolean {
    return this.held === null || this.held.contributions;
  }

  /**
   * Where nobody decided anything here, what the service knows decides, before anything leaves. Faults: PARTICIPATION_REQUIRED; as for
   * lookups.
   */
  async requireContributions(bounds: Bounds): Promise<void> {
    const known = this.held ?? (await this.known(bounds));
    const isOutdated = known !== null && 'outdated' in known && known.outdated;
    if (known?.contributions === true && !isOutdated) return;
    throw new Fault('PARTICIPATION_REQUIRED', 'whoever uses this endpoint has not switched contributions on');
  }

  /** A statement's text; `id` null: of the one in force. Asked for a person's sake alone, so a switch of the network does not stop it. */
  async statement(language: string, id: number | null, bounds: Bounds): Promise<StatementText> {
    const path = `/v1/statements/${encodeURIComponent(language)}${id === null ? '' : `?id=${String(id)}`}`;
    const check = (body: unknown): void => void readStatement(body, []);
    const { body } = await this.ports.link.caller.ask({ method: 'GET', path, check, weight: 'control', ...bounds });
    return readStatement(body, this.ports.address.statements ?? []);
  }

  /** What the service knows of this endpoint; null without an endpoint id. */
  async known(bounds: Bounds): Promise<ParticipationState | null> {
    if (this.ports.endpointId === null) return null;
    const request = { method: 'GET', path: '/v1/participation', weight: 'control' } as const;
    return (await this.ports.link.ask({ ...request, ...bounds })).body as ParticipationState;
  }

  /**
   * A no is in force here before the service is told, a yes once the service has taken it. `isForSwitch`: for the network that awaits
   * acceptance, to which nothing else may be sent. Faults: see EndpointClient.participate.
   */
  async decide(decision: Decision, bounds: Bounds, isForSwitch = false): Promise<void> {
    const { link, endpointId, dropWaiting } = this.ports;
    const record = this.recordOf(decision);
    if (!record.contributions) dropWaiting();
    if (record.statement === null) {
      const before = this.held?.statement ?? ANY_STATEMENT;
      await this.keep(record);
      await link.watch.withdraw();
      if (link.watch.awaitsAcceptance && !link.watch.isWithdrawn) return;
      if (endpointId !== null) await this.tellNo(before, bounds);
      return;
    }
    if (!isForSwitch) link.watch.requireAccepted();
    const { statement, requests, contributions } = record;
    const answer = { ...statement, accepted: true, requests: requests ?? true, contributions };
    await this.tell(answer, bounds, isForSwitch);
    await this.keep(record);
  }

  /** Only the switch of requests, where there is no statement that would have to be accepted. Fault: SETTINGS_POLICY. */
  async switchRequests(on: boolean): Promise<void> {
    const { statement = null, contributions = false } = this.held ?? {};
    this.requireFree('requests', on);
    await this.keep({ statement, requests: on, contributions, decidedAt: this.now() });
  }

  private recordOf({ statement, requests, contributions }: Decision): ParticipationRecord {
    const { policy } = this.ports.address;
    if (requests !== undefined) this.requireFree('requests', requests);
    const isLocked = policy.contributions?.mode === 'locked';
    const isOn = statement !== null && (isLocked ? policy.contributions?.value === true : (contributions ?? true));
    if (contributions !== undefined && statement !== null) this.requireFree('contributions', contributions);
    if (statement === null && contributions === true)
      throw new Fault('ENDPOINT_STATEMENT', 'nothing is contributed before a statement is accepted');
    const asked = requests ?? (statement === null ? (this.held?.requests ?? null) : true);
    return { statement, requests: asked, contributions: isOn, decidedAt: this.now() };
  }

  private requireFree(what: 'requests' | 'contributions', wanted: boolean): void {
    const one = this.ports.address.policy[what];
    if (one?.mode !== 'locked' || one.value === wanted) return;
    throw new Fault('SETTINGS_POLICY', `${what} are switched ${one.value ? 'on' : 'off'} by the provider`);
  }

  /** A network that nobody accepted has heard of no yes. */
  private async tellNo(before: AcceptedStatement, bounds: Bounds): Promise<void> {
    try {
      await this.tell({ ...before, accepted: false }, bounds, this.ports.link.watch.isWithdrawn);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'ENDPOINT_NETWORK_CHANGED') throw error;
    }
  }

  /** Tells the network that was accepted; with `isAnother` the one that was, or is to be. */
  private async tell(
    answer: AcceptedStatement & Omit<ParticipationBody, 'statement' | 'language'>,
    bounds: Bounds,
    isAnother: boolean,
  ): Promise<void> {
    const { link } = this.ports;
    if (this.ports.endpointId === null)
      throw new Fault('ENDPOINT_ID_REQUIRED', 'the client was opened without the id of this endpoint');
    const { id, ...rest } = answer;
    const put = {
      method: 'PUT',
      path: '/v1/participation',
      json: { statement: id, ...rest },
      weight: 'control',
    } as const;
    if (isAnother) await link.caller.ask({ ...put, ...bounds });
    else await link.caller.ask({ ...put, ...bounds }, (origin) => link.verifyNetwork(origin, bounds.signal));
  }

  private async keep(record: ParticipationRecord): Promise<void> {
    const { folder } = this.ports;
    if (folder !== null) await writeParticipation(folder, record);
    this.held = record;
  }

  private now(): string {
    return new Date(this.ports.pace.now()).toISOString();
  }
}

import type { Infrastructure } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { EndpointEvents } from '../endpoint-events';
import type { Pace } from '../pace';
import { NOTHING_ACCEPTED, readNetworkState, writeNetworkState } from './network-state';
import type { AcceptedStatement, NetworkState } from './network-state';

/**
 * Holds to the infrastructure that was accepted. Whatever the service says of itself comes to `see`: once it says `global` where
 * `private` was accepted, everything but status is refused until a person accepts, or until it says `private` again. From `global`
 * back to `private` is in force at once, and a later `global` needs another acceptance.
 */
export class NetworkWatch {
  private awaited = false;
  private withdrawn = false;

  private constructor(
    private readonly folder: string | null,
    private state: NetworkState,
    private readonly events: EndpointEvents,
    private readonly pace: Pick<Pace, 'now'>,
  ) {}

  /** `folder` keeps what was accepted; null: only this process knows it. */
  static async open(folder: string | null, events: EndpointEvents, pace: Pick<Pace, 'now'>): Promise<NetworkWatch> {
    const state = folder === null ? NOTHING_ACCEPTED : await readNetworkState(folder);
    return new NetworkWatch(folder, state, events, pace);
  }

  /** The infrastructure that may be asked. */
  get accepted(): NetworkState {
    return this.state;
  }

  /** Whether the service belongs to `global` now and nobody has accepted that yet. */
  get awaitsAcceptance(): boolean {
    return this.awaited;
  }

  /** Whether acceptance is awaited because a person took it back, and not because the network changed. */
  get isWithdrawn(): boolean {
    return this.withdrawn;
  }

  /** Fault: ENDPOINT_NETWORK_CHANGED, while an acceptance is awaited. */
  requireAccepted(): void {
    if (this.awaited) {
      throw new Fault(
        'ENDPOINT_NETWORK_CHANGED',
        'the service belongs to the global network, which nobody accepted here',
      );
    }
  }

  /** What the service says that it is. Faults: ENDPOINT_NETWORK_CHANGED; DISK_FULL, DATA_FOLDER. */
  async see(network: Infrastructure): Promise<void> {
    if (network === 'global' && this.state.network === 'private') {
      if (!this.awaited) {
        this.awaited = true;
        this.events.tell('network-switch', { from: 'private', to: 'global', needsAcceptance: true });
      }
      return this.requireAccepted();
    }
    const isBack = network === 'private' && (this.awaited || this.state.network === 'global');
    if (!isBack) return;
    this.awaited = this.withdrawn = false;
    const forgets = this.state.network === 'global';
    this.state = NOTHING_ACCEPTED;
    this.events.tell('network-switch', { from: 'global', to: 'private', needsAcceptance: false });
    if (forgets) await this.keep();
  }

  /** A person has accepted the statement for the global network. Faults: DISK_FULL, DATA_FOLDER, and then nothing has changed. */
  async accept(statement: AcceptedStatement): Promise<void> {
    const before = this.state;
    this.state = { network: 'global', statement, acceptedAt: new Date(this.pace.now()).toISOString() };
    try {
      await this.keep();
    } catch (error) {
      this.state = before;
      throw error;
    }
    this.awaited = this.withdrawn = false;
  }

  /** A person takes back the acceptance of the global network; in the private one there is none. Faults: DISK_FULL, DATA_FOLDER. */
  async withdraw(): Promise<void> {
    if (this.state.network !== 'global') return;
    this.state = NOTHING_ACCEPTED;
    this.awaited = this.withdrawn = true;
    await this.keep();
  }

  private async keep(): Promise<void> {
    if (this.folder !== null) await writeNetworkState(this.folder, this.state);
  }
}

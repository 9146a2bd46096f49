import { EventEmitter } from 'node:events';
import type { Infrastructure } from '@pksn/contract';
import type { FaultCode } from '@pksn/domain';
import type { KeyName } from './keys/key-name';
import type { ServiceStatus } from './network/service-status';

/** The service that answers belongs to another infrastructure than before. */
export interface NetworkSwitch {
  readonly from: Infrastructure;
  readonly to: Infrastructure;
  /**
   * True for a switch to `global`: nothing but status is asked until a person accepted the statement again
   * (`EndpointClient.acceptNetwork`). A switch to `private` is in force at once.
   */
  readonly needsAcceptance: boolean;
}

export interface EndpointEventMap {
  /** See NetworkSwitch; once for each switch. */
  'network-switch': [NetworkSwitch];
  /** Another key is used from now on; `because` is the refusal of the other one, null when the next key was simply taken. */
  'key-in-use': [{ readonly key: KeyName; readonly because: FaultCode | null }];
  /** The next key is refused, so the current one goes on; once for each reason. */
  'next-key-refused': [{ readonly code: FaultCode; readonly detail: string }];
  /** The service status, or one of its restrictions, is another than before; also for the first one heard. */
  'service-status': [ServiceStatus];
  /** The service is (not) reachable any more; `detail` says why not. */
  connection: [{ readonly online: boolean; readonly detail: string | null }];
  /** Objects whose kept answers were dropped because the service told of changes; `reset`: all of them. */
  changes: [{ readonly reset: boolean; readonly dropped: number }];
  /** The kept answers could not be opened or read, and are empty or off; asking goes on. */
  'cache-lost': [{ readonly detail: string }];
}

/**
 * What an application is told. Listeners run after what caused the event, each in a turn of its own: what one throws is an
 * uncaught exception of the application, and disturbs nothing here.
 */
export class EndpointEvents extends EventEmitter<EndpointEventMap> {
  tell<K extends keyof EndpointEventMap>(name: K, ...rest: EndpointEventMap[K]): void {
    process.nextTick(() => {
      (this.emit as (event: K, ...args: EndpointEventMap[K]) => boolean).call(this, name, ...rest);
    });
  }
}

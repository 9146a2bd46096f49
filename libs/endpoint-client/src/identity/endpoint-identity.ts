import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { removeDurable, writeDurable } from '@pksn/runtime';
import { forgetContributions } from '../contributions/contribution-journal';
import { forgetNetworkState } from '../network/network-state';
import { forgetParticipation } from '../participation/participation-record';
import { aloneIn, readStateFile, STATE_MODE } from '../state-file';

const ID_NAME = 'endpoint-id';
const STATE = { lock: 'identity.lock', code: 'ENDPOINT_STATE' } as const;
const ID_BYTES = 16;
const ID_TEXT = /^[0-9a-f]{32}$/;

/**
 * The pseudonym of this endpoint: 128 random bits in 32 hexadecimal digits, made when something first needs it. It says nothing about
 * the person or the computer, and whoever has it reset is another endpoint to the service.
 */
export class EndpointIdentity {
  constructor(private readonly folder: string) {}

  /** Null: nothing has needed one yet. Fault: ENDPOINT_STATE, for a file that is none or that others can read. */
  async current(): Promise<string | null> {
    const path = join(this.folder, ID_NAME);
    const text = (await readStateFile(path, STATE.code, 'secret'))?.trim() ?? null;
    if (text !== null && !ID_TEXT.test(text)) throw new Fault(STATE.code, `${path} holds no endpoint id`);
    return text;
  }

  /** The id, made if there is none. Faults: ENDPOINT_STATE, DISK_FULL, DATA_FOLDER. */
  needed(): Promise<string> {
    return aloneIn(this.folder, STATE, async () => (await this.current()) ?? (await this.made()));
  }

  /**
   * Forgets the id, and with it what was agreed to and counted under it, the acceptance of a network included. The next need makes another one; the
   * service keeps what it has under this one until that expires.
   */
  forget(): Promise<void> {
    return aloneIn(this.folder, STATE, async () => {
      await forgetParticipation(this.folder);
      await forgetContributions(this.folder);
      await forgetNetworkState(this.folder);
      await removeDurable(join(this.folder, ID_NAME));
    });
  }

  private async made(): Promise<string> {
    const id = randomBytes(ID_BYTES).toString('hex');
    await writeDurable(join(this.folder, ID_NAME), `${id}\n`, STATE_MODE);
    return id;
  }
}

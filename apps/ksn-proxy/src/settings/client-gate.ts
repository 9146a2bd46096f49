import { BlockList, isIP } from 'node:net';
import { Fault } from '@pksn/domain';
import { ClientRates } from './client-rates';
import type { SettingValues } from './setting-values';

const MAPPED = /^::ffff:(?=[\d.]+$)/i;

/** Which clients may ask, and how often each. With neither limit set it costs one look at `isOpen`. */
export class ClientGate {
  isOpen = true;
  private allowed: BlockList | null = null;
  private rates: ClientRates | null = null;

  constructor(private readonly elapsedMs: () => number) {}

  use({ allowedClients, 'limits.requestsPerSecond': perSecond }: SettingValues): void {
    this.allowed = allowedClients === null ? null : listOf(allowedClients);
    if (perSecond !== (this.rates?.perSecond ?? null))
      this.rates = perSecond === null ? null : new ClientRates(perSecond);
    this.isOpen = this.allowed === null && this.rates === null;
  }

  isAllowed(address: string | undefined): boolean {
    if (this.allowed === null) return true;
    const plain = (address ?? '').replace(MAPPED, '');
    const family = isIP(plain);
    return family !== 0 && this.allowed.check(plain, family === 4 ? 'ipv4' : 'ipv6');
  }

  /** Before anything is read of a request. Faults: CLIENT_NOT_ALLOWED, CLIENT_RATE with the seconds to wait. */
  admit(address: string | undefined): void {
    if (!this.isAllowed(address))
      throw new Fault('CLIENT_NOT_ALLOWED', 'this address is not among those that this proxy serves');
    const waitMs = this.rates?.take((address ?? '').replace(MAPPED, ''), this.elapsedMs()) ?? 0;
    if (waitMs <= 0) return;
    throw new Fault('CLIENT_RATE', 'more requests came from this address in a second than this proxy allows', {
      facts: { retryAfterSeconds: Math.ceil(waitMs / 1_000) },
    });
  }
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

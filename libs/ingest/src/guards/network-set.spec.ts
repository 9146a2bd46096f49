import { addressKey, parseNetwork } from '@pksn/web-address';
import { NetworkSet } from './network-set';

const keys = (...networks: string[]): Buffer[] => networks.map((text) => addressKey(parseNetwork(text)));
const setOf = (addressBytes: 4 | 16, ...networks: string[]): NetworkSet =>
  new NetworkSet(Buffer.concat(keys(...networks).sort((a, b) => a.compare(b))), addressBytes);
const met = (set: NetworkSet, ...networks: string[]): boolean[] => keys(...networks).map((key) => set.overlaps(key));

describe('guarded networks', () => {
  it('meet what is inside them, what is around them, and nothing beside them', () => {
    const set = setOf(4, '10.0.0.0/8', '10.1.0.0/16', '10.0.0.0/32', '192.0.2.7', '255.255.255.255');
    expect(met(set, '10.255.255.255', '10.0.0.0/7', '0.0.0.0/0', '192.0.2.0/24', '255.0.0.0/8')).not.toContain(false);
    expect(met(set, '9.255.255.255', '11.0.0.0', '192.0.2.6/32', '192.0.2.8/29', '0.0.0.0')).not.toContain(true);
  });

  it('are as true of the other family, and where all addresses or none are guarded', () => {
    const set = setOf(16, '2001:db8::/32', '2001:db8:1::/48', 'fe80::1');
    expect(met(set, '2001:db8:ffff::/48', '2000::/3', 'fe80::/64')).not.toContain(false);
    expect(met(set, '2001:db9::/32', 'fe80::2', '::1')).not.toContain(true);
    expect(met(setOf(16, '::/0', '2001:db8::/32'), '::1', 'ffff::1')).not.toContain(false);
    expect(met(setOf(4), '0.0.0.0/0', '192.0.2.7')).not.toContain(true);
  });
});

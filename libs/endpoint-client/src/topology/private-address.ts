import { BlockList, isIP } from 'node:net';

/** Networks that lead nowhere outside: RFC 1918, RFC 6598 (CGNAT), RFC 4193 (ULA), loopback, link-local. */
const PRIVATE_NETWORKS = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const;

const networks = new BlockList();
for (const [address, bits] of PRIVATE_NETWORKS)
  networks.addSubnet(address, bits, address.includes(':') ? 'ipv6' : 'ipv4');

/** Whether an IP address stays within the premises; false for what is none. IPv4 inside IPv6 counts as IPv4. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  const family = isIP(plain);
  return family !== 0 && networks.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

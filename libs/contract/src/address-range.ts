import { isIP } from 'node:net';

/** An IPv4 or IPv6 address without a zone, or such an address with the length of a prefix: 10.0.0.0/8. */
export function isAddressRange(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const version = address.includes('%') ? 0 : isIP(address);
  if (version === 0 || more.length > 0) return false;
  return (
    prefix === undefined || (/^(?:0|[1-9][0-9]{0,2})$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
  );
}

import { ClientNetwork, networkOf } from './client-network';

const asked = (remoteAddress: string, forwarded?: string) => ({
  socket: { remoteAddress },
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
});

it('believes what is said of an address as far as it trusts who says it', () => {
  const none = new ClientNetwork(null);
  expect(none.addressOf(asked('::ffff:192.0.2.1', '198.51.100.7'))).toBe('192.0.2.1');
  const some = new ClientNetwork('10.0.0.0/8, 2001:db8::1');
  expect(some.addressOf(asked('10.1.2.3', '198.51.100.7'))).toBe('198.51.100.7');
  expect(some.addressOf(asked('10.1.2.3', '203.0.113.9, 198.51.100.7, 10.9.9.9'))).toBe('198.51.100.7');
  expect(some.addressOf(asked('2001:db8::1', '2001:db8::2'))).toBe('2001:db8::2');
  expect(some.addressOf(asked('192.0.2.1', '198.51.100.7'))).toBe('192.0.2.1');
  expect(some.addressOf(asked('10.1.2.3', 'garbage'))).toBe('10.1.2.3');
  expect(some.addressOf(asked('10.1.2.3'))).toBe('10.1.2.3');
});

it.each(['nowhere', '10.0.0.0/33', '10.0.0.0/', '::/129', '10.0.0.0/8/8'])('refuses %s as a network', (text) => {
  expect(() => new ClientNetwork(text)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});

it('names the neighborhood of an address', () => {
  expect(networkOf('198.51.100.7')).toBe('198.51.100.0/24');
  expect(networkOf('2001:db8:1:2ff::7')).toBe(networkOf('2001:db8:1:200:1:2:3:4'));
  expect(networkOf('2001:db8:1:2ff::7')).not.toBe(networkOf('2001:db8:1:300::7'));
  expect([networkOf('::1'), networkOf('')]).toEqual(['00000000000000/56', 'unknown']);
});

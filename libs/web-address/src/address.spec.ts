import * as fc from 'fast-check';
import { addressKey, formatAddress, parseAddress, parseNetwork } from './index';

const refusal = expect.objectContaining({ code: 'OBJECT_MALFORMED' }) as Error;

it.each([
  ['1.2.3.4', '1.2.3.4'],
  ['0.0.0.0', '0.0.0.0'],
  ['255.255.255.255', '255.255.255.255'],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['1:0:0:2:2:0:0:3', '1::2:2:0:0:3'],
  ['::192.9.5.5', '::c009:505'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['0:0:0:0:0:FFFF:0102:0304', '1.2.3.4'],
  ['64:ff9b::1.2.3.4', '1.2.3.4'],
  ['64:ff9b::102:304', '1.2.3.4'],
  ['64:ff9b:1::102:304', '64:ff9b:1::102:304'],
])('the address %p reads as %p', (text, formatted) => {
  expect(formatAddress(parseAddress(text))).toBe(formatted);
});

it.each([
  '',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '01.2.3.4',
  '1.2.3.4 ',
  '0x1.2.3.4',
  '1.2.3.4/32',
  ':',
  ':::',
  '1',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8',
  '1::2::3',
  '12345::',
  'g::',
  ':1::2',
  '1.2.3.4::',
  '::1.2.3.4:5',
  '::1.2.3.256',
  '[::1]',
  'fe80::1%eth0',
  `${'0'.repeat(40)}::1`,
])('%p is no address', (text) => {
  expect(() => parseAddress(text)).toThrow(refusal);
});

it.each([
  ['10.0.0.0/8', '10.0.0.0/8'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['10.1.2.3/32', '10.1.2.3'],
  ['10.1.2.3', '10.1.2.3'],
  ['10.1.2.128/25', '10.1.2.128/25'],
  ['2001:db8::/32', '2001:db8::/32'],
  ['::/0', '::/0'],
  ['::1/128', '::1'],
  ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
  ['64:ff9b::/96', '0.0.0.0/0'],
])('the network %p reads as %p', (text, formatted) => {
  expect(formatAddress(parseNetwork(text))).toBe(formatted);
});

it.each([
  '10.0.0.1/8',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/08',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  '/8',
  '2001:db8::1/64',
  '::/129',
  '10/8',
])('%p is no network', (text) => {
  expect(() => parseNetwork(text)).toThrow(refusal);
});

it('makes section keys: address, prefix, zeros', () => {
  expect(addressKey(parseAddress('10.1.2.3')).toString('hex')).toBe('0a01020320000000');
  expect(addressKey(parseAddress('10.1.2.3'), 8).toString('hex')).toBe('0a00000008000000');
  expect(addressKey(parseAddress('10.1.255.3'), 19).toString('hex')).toBe('0a01e00013000000');
  expect(addressKey(parseAddress('10.1.2.3'), 0).toString('hex')).toBe('0000000000000000');
  expect(addressKey(parseNetwork('10.1.0.0/16')).toString('hex')).toBe('0a01000010000000');
  expect(addressKey(parseAddress('2001:db8:ffff::1'), 33).toString('hex')).toBe(
    `20010db88000${'00'.repeat(10)}21000000`,
  );
});

it('reads what it wrote', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const address = parseAddress(text);
      expect(parseAddress(formatAddress(address))).toEqual(address);
      const network = { ...address, bytes: addressKey(address, 20).subarray(0, address.bytes.length), prefix: 20 };
      expect(parseNetwork(formatAddress(network))).toEqual(network);
    }),
  );
});

it('throws nothing but a Fault', () => {
  const piece = fc.constantFrom(':', '::', '.', '/', '0', '1', 'ff', '255', '256', 'ffff', 'g', ' ', '%');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
      try {
        parseNetwork(pieces.join(''));
      } catch (error) {
        expect(error).toMatchObject({ code: 'OBJECT_MALFORMED' });
      }
    }),
    { numRuns: 3_000 },
  );
});

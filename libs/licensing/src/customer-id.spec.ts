import fc from 'fast-check';
import { customerIdFrom, storedCustomerId } from '.';

const taken = { hasLicenses: true, vendor: null };
const empty = { hasLicenses: false, vendor: null };

it('gives the id to the vendor that brought it first', () => {
  expect(storedCustomerId('acme', '1001', null)).toBe('1001');
  expect(storedCustomerId('second', '1001', taken)).toBe('second:1001');
});

it('joins a customer that the provider added, while it has no license, and of the vendor that it named', () => {
  expect(storedCustomerId('acme', '1001', empty)).toBe('1001');
  expect(storedCustomerId('acme', '1001', { ...empty, vendor: 'acme' })).toBe('1001');
  expect(storedCustomerId('second', '1001', { ...empty, vendor: 'acme' })).toBe('second:1001');
  expect(storedCustomerId('acme', '1001', { ...taken, vendor: 'acme' })).toBe('acme:1001');
  expect(storedCustomerId('acme', 'x:1001', empty)).toBe('acme:x:1001');
});

it('never stores two customers under one id, whatever the vendors call them', () => {
  const id = fc.stringMatching(/^([ab]:){0,2}[12]$/);
  const customer = fc.record({ vendor: fc.constantFrom('a', 'b'), id });
  const added = fc.subarray(['1', '2']);
  fc.assert(
    fc.property(fc.array(customer), added, (brought, byHand) => {
      const stored = new Map<string, string>();
      for (const { vendor, id } of brought) {
        const name = JSON.stringify([vendor, id]);
        const hasLicenses = [...stored.values()].includes(id);
        const holding = hasLicenses || byHand.includes(id) ? { hasLicenses, vendor: null } : null;
        if (!stored.has(name)) stored.set(name, storedCustomerId(vendor, id, holding));
      }
      expect(new Set(stored.values()).size).toBe(stored.size);
    }),
  );
});

it('makes an id of a name', () => {
  expect(customerIdFrom('Example Bank & Sons')).toBe('example-bank-sons');
  expect(customerIdFrom('  \u00c9cole: 42 ')).toBe('ecole-42');
  expect(customerIdFrom('&&')).toBeNull();
  expect(customerIdFrom('x'.repeat(300))).toHaveLength(64);
});

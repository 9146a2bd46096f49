import fc from 'fast-check';
import { storedCustomerId } from '.';

it('gives the id to the vendor that brought it first', () => {
  expect(storedCustomerId('acme', '1001', false)).toBe('1001');
  expect(storedCustomerId('second', '1001', true)).toBe('second:1001');
});

it('never stores two customers under one id, whatever the vendors call them', () => {
  const id = fc.stringMatching(/^([ab]:){0,2}[12]$/);
  const customer = fc.record({ vendor: fc.constantFrom('a', 'b'), id });
  fc.assert(
    fc.property(fc.array(customer), (brought) => {
      const stored = new Map<string, string>();
      for (const { vendor, id } of brought) {
        const name = JSON.stringify([vendor, id]);
        if (!stored.has(name)) stored.set(name, storedCustomerId(vendor, id, [...stored.values()].includes(id)));
      }
      expect(new Set(stored.values()).size).toBe(stored.size);
    }),
  );
});

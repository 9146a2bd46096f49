import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { CustomerBody, CustomerPatchBody } from './customer-requests';

const flawed = (type: new () => object, body: object): string[] =>
  validateSync(plainToInstance(type, body)).map(({ property }) => property);

describe('a new customer', () => {
  it('has a name', () => {
    expect(flawed(CustomerBody, {})).toEqual(['name']);
    expect(flawed(CustomerBody, { id: 'acme', name: null })).toEqual(['name']);
    expect(flawed(CustomerBody, { name: 'Acme' })).toEqual([]);
  });
});

describe.each([CustomerBody, CustomerPatchBody])('%p', (type) => {
  it('leaves out what it does not tell, and has no null in its place', () => {
    expect(flawed(type, { name: 'Acme', contacts: [], note: '' })).toEqual([]);
    expect(flawed(type, { name: null, contacts: null, note: null }).sort()).toEqual(['contacts', 'name', 'note']);
  });
});

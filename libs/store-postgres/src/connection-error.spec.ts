import { connect } from 'node:net';
import { QueryFailedError } from 'typeorm';
import { isConnectionError } from './connection-error';

const coded = (code: string): Error => Object.assign(new Error(code), { code });

it('knows a server that cannot be reached from one that says no', async () => {
  const refused = await new Promise((done) => connect(1, '127.0.0.1').once('error', done));
  expect(isConnectionError(refused)).toBe(true);
  for (const code of ['08006', '57P01', '57P03', '53300', '25006']) expect(isConnectionError(coded(code))).toBe(true);
  for (const code of ['23505', '42P01', '57014']) expect(isConnectionError(coded(code))).toBe(false);
  for (const error of [null, 'ECONNREFUSED', new Error('ECONNREFUSED')]) expect(isConnectionError(error)).toBe(false);
});

it('looks into what wraps it', () => {
  expect(isConnectionError(new QueryFailedError('SELECT 1', [], coded('ECONNRESET')))).toBe(true);
  expect(isConnectionError(new QueryFailedError('SELECT 1', [], coded('23505')))).toBe(false);
  expect(isConnectionError(new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]))).toBe(true);
});

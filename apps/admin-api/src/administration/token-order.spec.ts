import { tokenView } from './token-order';

it('marks the token by which its list was asked for', () => {
  const facts = { id: '7', role: 'viewer', label: 'l', customerId: null, rights: null, evaluation: false };
  const use = { principal: 'token:7', scopes: null, createdBy: null, usedAt: null };
  const token = { ...facts, ...use, certificate: null, createdAt: new Date(0), expiresAt: new Date(0) };
  expect([tokenView(token, '7'), tokenView(token, '8')]).toMatchObject([{ current: true }, { current: false }]);
});

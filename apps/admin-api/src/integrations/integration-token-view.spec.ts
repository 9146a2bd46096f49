import { integrationTokenView } from './integration-token-view';

const token = {
  id: '1',
  tokenHash: Buffer.alloc(32),
  vendor: 'acme',
  licenseId: 'L-1',
  customerId: 'bank',
  protocols: ['misp'] as const,
  label: 'a tool',
  createdAt: 0,
  createdBy: 'license-manager:Ann of the night shift',
  expiresAt: 1,
  revokedAt: 2,
  revokedBy: 'customer-administrator:bank:Bob',
};

it("names the provider's people to nobody but the provider, and a customer's own to both", () => {
  expect(integrationTokenView(token, 'revoked', 'bank')).toMatchObject({
    createdBy: 'provider',
    revokedBy: token.revokedBy,
  });
  expect(integrationTokenView(token, 'revoked', null)).toMatchObject({
    createdBy: token.createdBy,
    revokedBy: token.revokedBy,
  });
  expect(integrationTokenView({ ...token, revokedBy: null }, 'active', 'bank')).toMatchObject({ revokedBy: null });
});

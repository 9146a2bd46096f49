import type { RegistryRow } from '@pksn/licensing';
import { Registry } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type { CustomerScope, IntegrationToken, IntegrationTokens } from '@pksn/store-postgres';
import type { IntegrationTokenBody, IntegrationTokensQuery } from './integration-requests';
import { integrationTokenView } from './integration-token-view';

/** Tokens for third-party tools, and what each of them is good for now. */
export class IntegrationDesk {
  constructor(
    private readonly tokens: IntegrationTokens,
    private readonly clock: Clock,
  ) {}

  /** The answer that holds the token itself, once. */
  async create(body: IntegrationTokenBody, scope: CustomerScope, actor: string): Promise<object> {
    const made = await this.tokens.create(body, scope, actor);
    const [view] = await this.views([made], scope);
    return { ...view, token: made.token };
  }

  async list(query: IntegrationTokensQuery, scope: CustomerScope): Promise<object> {
    const { customer = null, license = null, before = null, limit } = query;
    const filter = { customerId: customer, license, before, limit };
    return { tokens: await this.views(await this.tokens.list(filter, scope), scope) };
  }

  private async views(tokens: readonly IntegrationToken[], scope: CustomerScope): Promise<object[]> {
    const newest = new Map<string, RegistryRow>();
    for (const key of await this.tokens.keysOf(tokens)) {
      const license = nameOf(key);
      if (!newest.has(license)) newest.set(license, key);
    }
    const now = this.clock.now();
    return tokens.map((one) => integrationTokenView(one, tokenState(one, newest.get(nameOf(one)), now), scope));
  }
}

const nameOf = ({ vendor, licenseId }: { vendor: string; licenseId: string }): string => `${vendor}:${licenseId}`;

/** `active`, `revoked`, `expired`, or why its license is refused, such as `license-changed`. */
function tokenState(token: IntegrationToken, key: RegistryRow | undefined, now: number): string {
  if (token.revokedAt !== null) return 'revoked';
  if (now >= token.expiresAt) return 'expired';
  if (key === undefined) return 'license-key-not-submitted';
  const judgement = new Registry([key]).judge(key.keyHash, now);
  return judgement.granted ? 'active' : judgement.code.toLowerCase().replaceAll('_', '-');
}

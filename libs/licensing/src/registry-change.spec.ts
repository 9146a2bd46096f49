import fc from 'fast-check';
import { DAY_MS, integrationTokenHash, PROTOCOLS, Registry, requireRate } from '.';
import type { Judgement, RegistryRow, TokenRow } from '.';
import { record } from './record.fixture';

const t = Date.UTC(2026, 10, 21);
const LICENSES = ['acme:L-1', 'acme:L-2', 'rival:L-1'].map((name) => {
  const [vendor = '', licenseId = ''] = name.split(':');
  return { vendor, licenseId };
});
const KEYS = ['a', 'b', 'c', 'd', 'e', 'f'];
const TOKENS = ['t', 'u', 'v'];
const HOURS = [t - 100 * DAY_MS, t - DAY_MS, t, t + DAY_MS];

function token(name: string, change: Partial<TokenRow> = {}): TokenRow {
  return {
    id: name,
    tokenHash: integrationTokenHash(name),
    vendor: 'acme',
    licenseId: 'L-1',
    protocols: ['native'],
    expiresAt: t + DAY_MS,
    revokedAt: null,
    ...change,
  };
}

/** What a license has from then on. */
interface Change {
  readonly license: number;
  readonly keys: Readonly<Record<string, Partial<RegistryRow>>>;
  readonly tokens: Readonly<Record<string, Partial<TokenRow>>>;
}

const at = fc.constantFrom(...HOURS);
const maybe = fc.option(at, { nil: null });
const license = fc.nat(LICENSES.length - 1);
const anyRow = fc.record({
  submittedAt: maybe,
  issuedAt: at,
  notBefore: fc.constantFrom(0, t + DAY_MS / 2),
  expiresAt: at.map((time) => time + 2 * DAY_MS),
  supersededAt: maybe,
  changedAt: maybe,
  revokedAt: fc.option(fc.constant(t), { nil: null, freq: 5 }),
  overlapHours: fc.constantFrom(0, 36),
  requestsPerSecond: fc.constantFrom(null, 1, 2),
});
const anyToken = fc.record({
  protocols: fc.subarray([...PROTOCOLS], { minLength: 1 }),
  expiresAt: at,
  revokedAt: fc.option(fc.constant(t), { nil: null, freq: 5 }),
});
/** A key or token stays with the license that has it. */
const anyChange: fc.Arbitrary<Change> = fc.record({
  license,
  keys: fc.dictionary(fc.constantFrom(...KEYS), anyRow, { maxKeys: 4 }),
  tokens: fc.dictionary(fc.constantFrom(...TOKENS), anyToken, { maxKeys: 3 }),
});

/** The database as it would be: what each license has. */
class Table {
  readonly keys = new Map<string, RegistryRow>();
  readonly tokens = new Map<string, TokenRow>();

  put({ license: at, keys, tokens }: Change): void {
    const name = LICENSES[at]!;
    for (const [key, row] of this.keys) if (isOf(row, name)) this.keys.delete(key);
    for (const [key, row] of this.tokens) if (isOf(row, name)) this.tokens.delete(key);
    for (const [key, change] of Object.entries(keys)) {
      if (!this.keys.has(key)) this.keys.set(key, record(key, { ...change, ...name }));
    }
    for (const [key, change] of Object.entries(tokens)) {
      if (!this.tokens.has(key)) this.tokens.set(key, token(key, { ...change, ...name }));
    }
  }

  of(licenses: readonly { vendor: string; licenseId: string }[]) {
    const mine = (row: { vendor: string; licenseId: string }) => licenses.some((name) => isOf(row, name));
    return { licenses, rows: [...this.keys.values()].filter(mine), tokens: [...this.tokens.values()].filter(mine) };
  }
}

function isOf(row: { vendor: string; licenseId: string }, name: { vendor: string; licenseId: string }): boolean {
  return row.vendor === name.vendor && row.licenseId === name.licenseId;
}

/** Everything that a registry answers, as text. */
function answers(registry: Registry): string[] {
  const told = (judgement: Judgement): string =>
    judgement.granted
      ? `${judgement.entry.fingerprint} until ${String(judgement.until)}`
      : `${judgement.code} ${judgement.entry?.fingerprint ?? ''}`;
  return HOURS.flatMap((now) => [
    ...KEYS.map((key) => told(registry.judge(record(key).keyHash, now))),
    ...TOKENS.flatMap((name) => PROTOCOLS.map((protocol) => told(registry.judgeToken(name, protocol, now)))),
  ]);
}

it('judges as one that was made anew from all rows, whatever changed before', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyChange, { minLength: 1, maxLength: 3 }), { maxLength: 12 }), (steps) => {
      const table = new Table();
      const registry = new Registry();
      let version = registry.version;
      for (const changes of steps) {
        for (const change of changes) table.put(change);
        registry.apply(table.of(changes.map((change) => LICENSES[change.license]!)));
        const anew = new Registry();
        for (const row of table.keys.values()) anew.apply({ rows: [row], tokens: [] });
        anew.apply({ rows: [], tokens: [...table.tokens.values()] });
        expect(answers(registry)).toEqual(answers(anew));
        expect(registry.size).toBe(table.keys.size);
        expect(registry.version).toBeGreaterThan(version);
        version = registry.version;
      }
    }),
  );
});

it('changes nothing when it cannot take one of the rows', () => {
  const registry = new Registry([record('a')]);
  const before = answers(registry);
  const rows = [record('a', { revokedAt: 1 }), record('b'), record('c', { requestsPerSecond: -1 })];
  expect(() => registry.apply({ licenses: LICENSES, rows, tokens: [token('t')] })).toThrow(RangeError);
  expect(answers(registry)).toEqual(before);
  expect(registry.size).toBe(1);
});

it('looks at no other row of 100,000 when one license changes, and replaces no other entry', () => {
  let reads = 0;
  const shared = record('a');
  const rows = Array.from({ length: 100_000 }, (_, i) => {
    const keyHash = Buffer.alloc(32, i % 251);
    keyHash.writeUInt32BE(i, 28);
    return new Proxy<RegistryRow>(
      { ...shared, keyHash, licenseId: `L-${String(i)}`, requestsPerSecond: 1 },
      { get: (row, name) => (reads++, Reflect.get(row, name)) },
    );
  });
  const hashes = rows.map((row) => row.keyHash);
  const registry = new Registry(rows);
  const entries = hashes.map((hash) => registry.judge(hash, t).entry);
  expect(reads).toBeGreaterThan(100_000);
  reads = 0;
  const fresh = { ...rows[5_000]!, revokedAt: 1 };
  const spread = reads;
  registry.apply({ licenses: [{ vendor: 'acme', licenseId: 'L-5000' }], rows: [fresh], tokens: [token('t')] });
  // The one row that was held of the license is looked at, to take it out.
  expect(reads - spread).toBeLessThanOrEqual(2);
  expect(registry.judge(hashes[5_000]!, t)).toMatchObject({ code: 'LICENSE_REVOKED' });
  const kept = hashes.filter((hash, i) => registry.judge(hash, t).entry === entries[i]);
  expect(kept).toHaveLength(99_999);
});

it('keeps rate buckets over a change of the license and over a registry made anew', () => {
  const rows = [record('a', { requestsPerSecond: 1 })];
  const take = (registry: Registry, judgement = registry.judge(record('a').keyHash, t)): void => {
    if (!judgement.granted) throw new Error(judgement.code);
    requireRate(judgement.entry, t);
  };
  const registry = new Registry(rows);
  take(registry);
  registry.apply({ licenses: LICENSES, rows, tokens: [token('t')] });
  const over = expect.objectContaining({ code: 'LICENSE_RATE' });
  expect(() => take(registry)).toThrow(over);
  // Its tokens take from the same bucket.
  expect(() => take(registry, registry.judgeToken('t', 'native', t))).toThrow(over);
  const anew = new Registry();
  anew.apply({ rows, tokens: [] }, registry);
  expect(() => take(anew)).toThrow(over);
  expect(anew.version).toBeGreaterThan(registry.version);
});

describe('an integration token', () => {
  const verdict = (change: Partial<TokenRow>, rows: RegistryRow[] = [record('a')], now = t): string => {
    const registry = new Registry(rows);
    registry.apply({ rows: [], tokens: [token('t', change)] });
    const judgement = registry.judgeToken('t', 'native', now);
    return judgement.granted ? judgement.entry.fingerprint : judgement.code;
  };
  const [a, b] = ['a', 'b'].map((name) => record(name).keyHash.toString('hex', 0, 4));

  it.each<[string, string, string]>([
    ['acts as the key of its license', verdict({}), a!],
    ['is unknown when nobody made it', verdict({ tokenHash: integrationTokenHash('u') }), 'INTEGRATION_TOKEN_UNKNOWN'],
    ['is revoked before it is expired', verdict({ revokedAt: t, expiresAt: t }), 'INTEGRATION_TOKEN_REVOKED'],
    ['ends at its expiry', verdict({ expiresAt: t }), 'INTEGRATION_TOKEN_EXPIRED'],
    ['goes on to the last instant', verdict({ expiresAt: t + 1 }), a!],
    ['is for its protocols only', verdict({ protocols: ['misp', 'taxii'] }), 'INTEGRATION_TOKEN_SCOPE'],
    [
      'is judged before its license',
      verdict({ protocols: ['misp'] }, [record('a', { revokedAt: 1 })]),
      'INTEGRATION_TOKEN_SCOPE',
    ],
    ['falls with its license', verdict({}, [record('a', { revokedAt: 1 })]), 'LICENSE_REVOKED'],
    ['is of one license of one vendor', verdict({ vendor: 'rival' }), 'LICENSE_KEY_NOT_SUBMITTED'],
    [
      'goes over to the newest key',
      verdict({}, [record('a', { supersededAt: 1 }), record('b', { issuedAt: 2_000 })]),
      b!,
    ],
    [
      'does not go over to a key that awaits approval',
      verdict({}, [record('a'), record('b', { issuedAt: 2_000, submittedAt: null })]),
      a!,
    ],
    [
      'acts as the older key for as long as the newest has not begun',
      verdict({}, [record('a', { supersededAt: t }), record('b', { issuedAt: 2_000, notBefore: t + 1 })]),
      a!,
    ],
    [
      'goes over to the newest key in the instant in which that begins',
      verdict({}, [record('a', { supersededAt: t }), record('b', { issuedAt: 2_000, notBefore: t })]),
      b!,
    ],
    [
      'is not yet valid when none has begun',
      verdict({}, [record('a', { notBefore: t + 1 }), record('b', { issuedAt: 2_000, notBefore: t + 2 })]),
      'LICENSE_NOT_YET_VALID',
    ],
    [
      'does not fall back to an older key',
      verdict({}, [record('a'), record('b', { issuedAt: 2_000, revokedAt: 1 })]),
      'LICENSE_REVOKED',
    ],
  ])('%s', (_name, actual, expected) => expect(actual).toBe(expected));

  it('says until when: the earlier of its own end and that of the license', () => {
    const until = (expiresAt: number, licenseEnd: number) => {
      const registry = new Registry([record('a', { expiresAt: licenseEnd })]);
      registry.apply({ rows: [], tokens: [token('t', { expiresAt })] });
      return registry.judgeToken('t', 'native', t);
    };
    expect(until(t + 5, t + 9)).toMatchObject({ granted: true, until: t + 5 });
    expect(until(t + 9, t + 5)).toMatchObject({ granted: true, until: t + 5 });
    const renewed = new Registry([record('a'), record('b', { issuedAt: 2_000, notBefore: t + 3 })]);
    renewed.apply({ rows: [], tokens: [token('t', { expiresAt: t + 9 })] });
    expect(renewed.judgeToken('t', 'native', t)).toMatchObject({ granted: true, until: t + 3 });
  });
});

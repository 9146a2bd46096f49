import type { RequestRestriction, SourcedRestriction } from '@pksn/domain';
import type { VendorPolicy } from '@pksn/signing';
import { EndpointClient, isObjectError } from '.';
import type { EndpointOptions } from '.';
import { FakePace } from './fake-pace.fixture';
import { json, LocalService, refusal, sha256 } from './local-service.fixture';
import type { Reply } from './local-service.fixture';

let service: LocalService;
let pace: FakePace;
const open: EndpointClient[] = [];
beforeAll(async () => void (service = await LocalService.start()));
afterAll(() => service.stop());
beforeEach(() => {
  pace = new FakePace(Date.parse('2026-11-22T10:00:00Z'));
  service.reply = null;
  service.asked.splice(0);
});
afterEach(() => Promise.all(open.splice(0).map((client) => client.close())));

const restricted = fault('SERVICE_RESTRICTED');
const statuses = (): number => service.asked.filter(({ path }) => path === '/v1/status').length;

function fault(code: string): Error {
  return expect.objectContaining({ name: 'Fault', code }) as Error;
}

async function client(options: Partial<EndpointOptions> = {}): Promise<EndpointClient> {
  const policy = { requests: { mode: 'free', value: true } } as const;
  const address = { origins: [service.origin], ca: service.ca, policy, provider: 'test' };
  const offline = { maxAgeMs: 0, beyond: 'error' } as const;
  const rest = { keys: { current: 'KEY-1' }, folder: null, windowMs: 0, offline, pace };
  const made = await EndpointClient.open({ service: address, ...rest, ...options });
  open.push(made);
  return made;
}

const off = (change: Partial<SourcedRestriction> = {}): SourcedRestriction => ({
  objects: ['file'],
  mode: 'disabled',
  sample: null,
  notBefore: '2026-11-22T09:00:00Z',
  until: null,
  reason: 'a flood',
  source: 'provider',
  ...change,
});

/** What the status of the service says from now on. */
function says(status: string, ...restrictions: object[]): void {
  const reply: Reply = (_request, response) =>
    json(response, { infrastructure: 'private', status, restrictions, statement: null, cache: {} });
  service.reply = ({ path }) => (path === '/v1/status' ? reply : null);
}

describe('a service that restricts a kind', () => {
  it('is asked for the others only, and shown as enabled with restrictions', async () => {
    says('restricted', off());
    const endpoint = await client();
    await expect(endpoint.lookup({ file: sha256(1) })).rejects.toEqual(restricted);
    expect(await endpoint.lookup({ domain: 'a.example' })).toMatchObject({ from: 'service' });
    const results = await endpoint.lookupMany([{ file: sha256(1) }, { domain: 'b.example' }]);
    expect(results).toMatchObject([{ error: { code: 'SERVICE_RESTRICTED' } }, { from: 'service' }]);
    expect(service.lookups.map(({ path }) => path)).toEqual(['/v1/domains/a.example', '/v1/lookup']);
    expect(service.lookups[1]?.objects).toEqual([{ domain: 'b.example' }]);
    expect(endpoint.standing).toMatchObject({ status: 'restricted', shown: 'Enabled with restrictions', restrictions: [{ reason: 'a flood' }] }); // prettier-ignore
  });

  it('sends nothing of the first bulk that it may not ask for, and has grey for it', async () => {
    says('restricted', off());
    const endpoint = await client({ offline: { maxAgeMs: 0, beyond: 'grey' } });
    const results = await endpoint.lookupMany([{ domain: 'b.example' }, { file: sha256(1) }]);
    expect(results.map((one) => (isObjectError(one) ? one.error.code : one.from))).toEqual(['service', 'nowhere']);
    expect(service.lookups.flatMap(({ objects }) => objects)).toEqual([{ domain: 'b.example' }]);
  });

  it('is asked how it stands again after half a minute, and then for what it takes again', async () => {
    says('restricted', off());
    const endpoint = await client();
    for (let n = 0; n < 5; n++) await expect(endpoint.lookup({ file: sha256(n) })).rejects.toEqual(restricted);
    expect(statuses()).toBe(1);
    says('enabled');
    await pace.advance(30_000);
    expect(await endpoint.lookup({ file: sha256(1) })).toMatchObject({ from: 'service' });
    expect(endpoint.standing).toEqual({ status: 'enabled', shown: 'Enabled', restrictions: [] });
  });

  it('is believed when it refuses before it had said so: no pause for other kinds, no second attempt', async () => {
    const endpoint = await client();
    await endpoint.lookup({ domain: 'a.example' });
    const refuse = refusal(503, 'SERVICE_RESTRICTED', { 'retry-after': '3600' });
    service.reply = ({ path }) => (path.startsWith('/v1/files') ? refuse : null);
    await pace.advance(10_000);
    await expect(endpoint.lookup({ file: sha256(1) })).rejects.toEqual(restricted);
    expect(service.lookups.filter(({ path }) => path.startsWith('/v1/files'))).toHaveLength(1);
    expect(await endpoint.lookup({ domain: 'b.example' })).toMatchObject({ from: 'service' });
    expect(statuses()).toBe(2);
  });

  it('takes no other object with it, when a busy one is asked one by one and refuses a kind', async () => {
    const endpoint = await client();
    await endpoint.lookup({ domain: 'a.example' });
    const [busy, off503] = [
      refusal(503, 'SERVICE_OVERLOADED', { 'retry-after': '60' }),
      refusal(503, 'SERVICE_RESTRICTED', { 'retry-after': '3600' }),
    ];
    service.reply = ({ path }) => (path === '/v1/lookup' ? busy : path.startsWith('/v1/files') ? off503 : null);
    await expect(endpoint.lookupMany([{ ip: '192.0.2.1' }], { timeoutMs: 1_000 })).rejects.toEqual(
      fault('SERVICE_OVERLOADED'),
    );
    const both = [endpoint.lookup({ file: sha256(1) }), endpoint.lookup({ domain: 'b.example' })];
    const [file, domain] = await Promise.allSettled(both);
    expect(file).toMatchObject({ status: 'rejected', reason: { code: 'SERVICE_RESTRICTED' } });
    expect(domain).toMatchObject({ status: 'fulfilled', value: { from: 'service' } });
  });

  it('draws a sample by the endpoint, before anything is asked', async () => {
    says('restricted', off({ mode: 'sampled', sample: 50 }));
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, async (_, n) => {
        const endpointId = n.toString(16).padStart(32, '7');
        const endpoint = await client({ endpointId });
        return endpoint.lookup({ file: sha256(1) }).then(
          () => true,
          () => false,
        );
      }),
    );
    expect(new Set(outcomes)).toEqual(new Set([true, false]));
    expect(service.lookups).toHaveLength(outcomes.filter(Boolean).length);
  });

  it('is off when it says that it is off', async () => {
    says('disabled', off({ objects: ['file', 'url', 'domain', 'ip', 'certificate', 'software'] }));
    const endpoint = await client();
    await expect(endpoint.lookup({ ip: '192.0.2.1' })).rejects.toEqual(restricted);
    expect(endpoint.standing).toMatchObject({ status: 'disabled', shown: 'Disabled' });
    expect(service.lookups).toEqual([]);
  });
});

describe("a vendor's policy that reached the endpoint", () => {
  const ends: RequestRestriction & { until: string } = { ...off(), until: '2026-11-22T11:00:00Z' };
  const policies: VendorPolicy[] = [{ vendor: 'acme', issuedAt: '2026-11-22T09:00:00Z', policy: [ends] }];

  it('holds without a word of the service until it ends, and no request leaves', async () => {
    const endpoint = await client({ policies });
    expect(endpoint.standing).toMatchObject({ status: 'restricted', restrictions: [{ source: 'vendor acme' }] });
    await expect(endpoint.lookup({ file: sha256(1) })).rejects.toEqual(restricted);
    await pace.advance(3_599_999);
    await expect(endpoint.lookup({ file: sha256(1) })).rejects.toEqual(restricted);
    expect(service.asked).toEqual([]);
    await pace.advance(1);
    expect(await endpoint.lookup({ file: sha256(1) })).toMatchObject({ from: 'service' });
    expect(endpoint.standing.shown).toBe('Enabled');
  });

  it('can be replaced while the client runs', async () => {
    const endpoint = await client({ policies });
    endpoint.usePolicies([]);
    expect(await endpoint.lookup({ file: sha256(1) })).toMatchObject({ from: 'service' });
    endpoint.usePolicies(policies);
    await expect(endpoint.lookup({ file: sha256(2) })).rejects.toEqual(restricted);
  });
});

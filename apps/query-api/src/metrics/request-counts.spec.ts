import { RequestCounts } from './request-counts';

const samples = (counts: RequestCounts, name: string): unknown =>
  counts.families().find((family) => family.name === name)?.samples;

it('counts by route and outcome, files and URLs of both ways together, and what the gate refused by code', () => {
  const counts = new RequestCounts();
  expect(samples(counts, 'pksn_query_requests_total')).toEqual([
    [{ route: '/v1/files/:hash', outcome: 'ok' }, 0],
    [{ route: '/v1/urls', outcome: 'ok' }, 0],
  ]);
  counts.fastFiles = 40;
  counts.fastUrls = 7;
  counts.count('/v1/files/:hash', 'ok');
  counts.count('/v1/urls', 'ok');
  counts.count('/v1/files/:hash', 'LICENSE_REVOKED');
  counts.count('/v1/lookup', 'ok');
  counts.count('/v1/lookup', 'LICENSE_REVOKED');
  counts.count('/v1/lookup', 'OBJECT_MALFORMED');
  counts.count('/v1/lookup', 'INTEGRATION_TOKEN_SCOPE');
  expect(samples(counts, 'pksn_query_requests_total')).toEqual([
    [{ route: '/v1/files/:hash', outcome: 'ok' }, 41],
    [{ route: '/v1/urls', outcome: 'ok' }, 8],
    [{ route: '/v1/files/:hash', outcome: 'LICENSE_REVOKED' }, 1],
    [{ route: '/v1/lookup', outcome: 'ok' }, 1],
    [{ route: '/v1/lookup', outcome: 'LICENSE_REVOKED' }, 1],
    [{ route: '/v1/lookup', outcome: 'OBJECT_MALFORMED' }, 1],
    [{ route: '/v1/lookup', outcome: 'INTEGRATION_TOKEN_SCOPE' }, 1],
  ]);
  expect(samples(counts, 'pksn_license_refusals_total')).toEqual([
    [{ code: 'LICENSE_REVOKED' }, 2],
    [{ code: 'INTEGRATION_TOKEN_SCOPE' }, 1],
  ]);
});

it('is bounded, whatever is counted', () => {
  const counts = new RequestCounts();
  for (let i = 0; i < 5_000; i++) counts.count(`/route/${String(i)}`, 'ok');
  expect((samples(counts, 'pksn_query_requests_total') as unknown[]).length).toBeLessThanOrEqual(2_002);
});

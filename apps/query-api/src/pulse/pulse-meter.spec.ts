import { RequestCounts } from '../metrics/request-counts';
import { VerdictCounts } from '../statistics/verdict-counts';
import { ProxyReports } from './proxy-reports';
import { PulseMeter } from './pulse-meter';

const histogram = (counts: number[], count: number): object => ({ bounds: [0.001, 0.5], counts, sum: 1, count });

it('tells each time what was counted since the last, under few names, and nothing when there was nothing', () => {
  const [requests, verdicts, proxies] = [new RequestCounts(), new VerdictCounts(), new ProxyReports()];
  const times = { single: histogram([2, 0], 2), bulk: histogram([0, 1], 4) };
  const load = { refusedAhead: 0 };
  const meter = new PulseMeter({ requests, verdicts, proxies, load, times: times as never });
  requests.fastFiles = 5;
  requests.count('/v1/lookup', 'ok');
  requests.count('/v1/lookup', 'LICENSE_REVOKED');
  requests.count('/v1/lookup', 'SERVICE_OVERLOADED');
  requests.count('/healthz', 'ok');
  load.refusedAhead = 2;
  verdicts.add('file', 'red', 3);
  verdicts.add('domain', 'red');
  proxies.add({ lookups: 9, cached: 7, stale: 1 });
  expect(meter.take()).toEqual({
    requests: 10,
    'refused.LICENSE_REVOKED': 1,
    'refused.SERVICE_OVERLOADED': 3,
    'zone.red': 4,
    'single.0.001': 2,
    'bulk.0.5': 1,
    'bulk.inf': 3,
    'proxy.lookups': 9,
    'proxy.cached': 7,
    'proxy.stale': 1,
  });
  expect(meter.take()).toBeNull();
  requests.fastUrls = 1;
  verdicts.add('url', 'green');
  expect(meter.take()).toEqual({ requests: 1, 'zone.green': 1 });
});

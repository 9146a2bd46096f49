import { Metrics, sumOfReports } from './metrics';
import type { AnyFamily } from './metric-family';

const families = (n: number): AnyFamily[] => [
  { name: 'a_total', help: 'A', kind: 'counter', samples: [[{ route: '/x' }, n]] },
  { name: 'b', help: 'B', kind: 'gauge', samples: [[{}, n]], across: 'min' },
  { name: 'c', help: 'C', kind: 'gauge', samples: [[{}, n]], across: 'max' },
  {
    name: 'd_seconds',
    help: 'D',
    kind: 'histogram',
    histograms: [[{ kind: 'single' }, { bounds: [0.1, 1], counts: [n, 1], sum: 2 * n, count: n + 2 }]],
  },
];

it('adds counters and buckets, and takes the least or greatest of what cannot be added', async () => {
  const reports = await Promise.all([1, 2].map((n) => new Metrics(() => families(n)).report()));
  const text = await sumOfReports(reports);
  expect(text).toContain('a_total{route="/x"} 3\n');
  expect(text).toContain('\nb 1\n');
  expect(text).toContain('\nc 2\n');
  expect(text).toContain('# TYPE d_seconds histogram');
  expect(text).toContain('d_seconds_bucket{kind="single",le="0.1"} 3\n');
  expect(text).toContain('d_seconds_bucket{kind="single",le="1"} 5\n');
  expect(text).toContain('d_seconds_bucket{kind="single",le="+Inf"} 7\n');
  expect(text).toContain('d_seconds_sum{kind="single"} 6\n');
  expect(text).toContain('d_seconds_count{kind="single"} 7\n');
  expect(text).toContain('process_cpu_user_seconds_total');
});

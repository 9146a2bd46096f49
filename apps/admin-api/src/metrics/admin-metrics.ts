import type { Labels, MetricFamily } from '@pksn/nest-kit';
import { Metrics } from '@pksn/nest-kit';
import type { JudgedClock } from '@pksn/runtime';
import type { DataSource, InstallationCounts } from '@pksn/store-postgres';
import { countInstallation } from '@pksn/store-postgres';
import type { DiskReport } from '../disk/disk-report';
import type { SampleReport } from '../samples/sample-report';
import { diskFamilies } from './disk-metrics';

type Counts = Readonly<Record<string, number>>;

/** Named even where there are none, so that an alarm has something to compare. */
const LICENSE_STATES = ['current', 'overlap', 'grace', 'changed', 'superseded', 'revoked', 'not-yet-valid', 'expired'];
const SECOND_MS = 1_000;
const IMPORT_STATES = ['received', 'verified', 'staged', 'ready', 'active', 'held', 'rejected', 'unchanged'];

/** What the control plane tells of the installation. */
export function adminMetrics(
  source: DataSource,
  disk: Pick<DiskReport, 'disks'>,
  samples: Pick<SampleReport, 'families'>,
  clock: JudgedClock,
): Metrics {
  return new Metrics(async () => {
    const { judgedMs, systemMs } = clock.standing();
    return [
      ...familiesOf(await countInstallation(source, judgedMs)),
      clockFamily((systemMs - judgedMs) / SECOND_MS),
      ...diskFamilies(await disk.disks()),
      ...(await samples.families()),
    ];
  });
}

function familiesOf(counts: InstallationCounts): MetricFamily[] {
  const one = (name: string, help: string, value: number): MetricFamily => gauge(name, help, [[{}, value]]);
  return [
    gauge(
      'pksn_licenses',
      'Licenses by the state of their newest key',
      labeled('state', LICENSE_STATES, counts.licenses),
    ),
    gauge(
      'pksn_license_expiring',
      'Licenses that end within this time',
      labeled('within', ['30d', '7d', '1d'], counts.expiring),
    ),
    gauge(
      'pksn_imports',
      'Uploaded packages by the state of their import',
      labeled('state', IMPORT_STATES, counts.imports),
    ),
    one('pksn_knocking_keys', 'Keys that were never submitted and asked within 7 days', counts.knockingKeys),
    one('pksn_pending_submissions', 'Submissions that await approval', counts.pendingSubmissions),
    one('pksn_snapshots_held', 'Snapshots that wait for a person', counts.heldSnapshots),
    one('pksn_feeds_live', 'Feeds that are answered from', counts.liveFeeds),
    one('pksn_feeds_stale', 'Live feeds that are past their freshness', counts.staleFeeds),
    one('pksn_registry_revision', 'Revision of the license registry in the database', counts.registryRevision),
    one('pksn_generation', 'Newest generation in the database', counts.generation),
  ];
}

function clockFamily(aheadSeconds: number): MetricFamily {
  const help = 'By how much the clock of the machine is ahead of the time that is judged by; negative: behind';
  return gauge('pksn_clock_ahead_seconds', help, [[{}, aheadSeconds]]);
}

function gauge(name: string, help: string, samples: MetricFamily['samples']): MetricFamily {
  return { name, help, kind: 'gauge', samples };
}

function labeled(label: string, values: readonly string[], counts: Counts): [Labels, number][] {
  return [...new Set([...values, ...Object.keys(counts)])].map((value) => [{ [label]: value }, counts[value] ?? 0]);
}

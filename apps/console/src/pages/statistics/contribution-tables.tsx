import { useTranslation } from 'react-i18next';
import { CopyText } from '../../parts/copy-text';
import { DataTable } from '../../parts/data-table';
import { count } from '../../parts/number-text';
import { Time } from '../../parts/time';
import { ZoneBadge } from '../../parts/zone-badge';
import type { Counters, CounterSum, Detection, Detections } from './types';

interface QueryOf<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly isFetching: boolean;
  readonly refetch: () => unknown;
}

const HASH_SHOWN = 16;
/** Of the service's own time, which days are of. */
const DAY_CHARS = 10;

export function CountersTable({ query, by }: { readonly query: QueryOf<Counters>; readonly by: string }) {
  const { t, i18n } = useTranslation('statistics');
  return (
    <DataTable<CounterSum>
      label={t('contributions.counters')}
      rows={query.data?.counts}
      rowKey={(one) => [one.from, one.customer, one.applicationVersion, one.name].join(' ')}
      query={query}
      empty={{ title: t('contributions.none'), text: t('contributions.noneAdvice') }}
      columns={[
        {
          key: 'from',
          title: t(by === 'hour' ? 'range.hour' : 'range.day'),
          render: ({ from }) => (by === 'hour' ? <Time at={from} /> : from.slice(0, DAY_CHARS)),
        },
        { key: 'customer', title: t('contributions.customer'), render: ({ customer }) => customer },
        { key: 'version', title: t('contributions.version'), render: ({ applicationVersion }) => applicationVersion },
        {
          key: 'name',
          title: t('contributions.counter'),
          render: ({ name }) => <span className="mono">{name}</span>,
        },
        {
          key: 'count',
          title: t('contributions.count'),
          align: 'right',
          render: (one) => count(one.count, i18n.language),
        },
      ]}
    />
  );
}

export function DetectionsTable({ query }: { readonly query: QueryOf<Detections> }) {
  const { t, i18n } = useTranslation('statistics');
  return (
    <DataTable<Detection>
      label={t('contributions.detections')}
      rows={query.data?.detections}
      rowKey={({ kind, key, zone, threat }) => [kind, key, zone, threat].join(' ')}
      query={query}
      empty={{ title: t('contributions.none'), text: t('contributions.noneAdvice') }}
      columns={[
        {
          key: 'count',
          title: t('contributions.count'),
          align: 'right',
          render: (one) => count(one.count, i18n.language),
        },
        { key: 'zone', title: t('zone'), render: ({ zone }) => <ZoneBadge zone={zone} /> },
        { key: 'threat', title: t('contributions.threat'), render: ({ threat }) => threat ?? '–' },
        { key: 'kind', title: t('queries.kind'), render: ({ kind }) => t(`kind.${kind}`, { defaultValue: kind }) },
        {
          key: 'key',
          title: 'SHA-256',
          render: ({ key }) => <CopyText text={key} shown={`${key.slice(0, HASH_SHOWN)}…`} what="SHA-256" />,
        },
      ]}
    />
  );
}

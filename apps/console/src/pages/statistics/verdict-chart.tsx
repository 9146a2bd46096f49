import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { count } from '../../parts/number-text';
import { ZONES, ZONE_COLORS } from '../../parts/zone-badge';
import { Figure } from '../overview/figure';
import type { Series } from '../overview/figure';
import type { Queries } from './types';
import { verdictRows } from './verdict-rows';

const HEIGHT = 280;

/** A chunk of its own: what draws is large. */
export default function VerdictChart({ queries, kind }: { readonly queries: Queries; readonly kind: string }) {
  const { t, i18n } = useTranslation(['statistics', 'common', 'overview']);
  const rows = verdictRows(queries, kind);
  // Days are those of UTC; hours are told in the viewer's zone.
  const format = new Intl.DateTimeFormat(
    i18n.language,
    queries.by === 'day' ? { dateStyle: 'medium', timeZone: 'UTC' } : { dateStyle: 'short', timeStyle: 'short' },
  );
  const timeText = (at: number): string => (Number.isFinite(at) ? format.format(at) : '');
  const number = (value: number): string => count(value, i18n.language);
  const series = ZONES.map((zone): Series => ({
    name: zone,
    label: t(`common:zone.${zone}`),
    color: ZONE_COLORS[zone],
  }));
  const all = rows.reduce((sum, row) => sum + ZONES.reduce((part, zone) => part + (row[zone] ?? 0), 0), 0);
  return (
    <Figure
      title={t('statistics:queries.chart')}
      order={2}
      summary={t('overview:chart.zonesSummary', { count: all, shown: number(all) })}
      {...{ series, rows, timeText, valueText: number }}
    >
      <BarChart
        h={HEIGHT}
        data={rows as unknown as Record<string, unknown>[]}
        dataKey="at"
        type="stacked"
        tickLine="none"
        withLegend
        series={series}
        valueFormatter={number}
        xAxisProps={{ tickFormatter: timeText, minTickGap: 48 }}
        tooltipProps={{ isAnimationActive: false, labelFormatter: (at: unknown) => timeText(Number(at)) }}
        barProps={{ isAnimationActive: false, maxBarSize: 60 }}
        barChartProps={{ accessibilityLayer: false }}
      />
    </Figure>
  );
}

import '@mantine/charts/styles.css';
import { AreaChart, BarChart, LineChart } from '@mantine/charts';
import { SegmentedControl, SimpleGrid } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { count, percent } from '../../parts/number-text';
import { ZONES, ZONE_COLORS } from '../../parts/zone-badge';
import { Figure } from './figure';
import type { Series } from './figure';
import { LATENCIES, OTHERS, pulseSeries, verdictsOf } from './pulse-series';
import type { ChartRow } from './pulse-series';
import type { Pulse } from './types';
import { useTimeTexts } from './use-time-texts';

const HEIGHT = 220;
/** Of fewer timed requests percentiles tell nothing. */
const FEW_TIMED = 20;
const LATENCY_COLORS = { p50: 'teal.6', p95: 'indigo.5', p99: 'grape.6' } as const;
const CODE_COLORS = ['red.6', 'orange.6', 'grape.6', 'cyan.6', 'lime.7', 'gray.6'] as const;
/** Reached by the table, not by the keyboard within a picture. */
const QUIET = { accessibilityLayer: false } as const;

/** The figures of the last time, drawn. A chunk of its own: what draws is large. */
export default function LiveCharts({ pulse }: { readonly pulse: Pulse }) {
  const { t, i18n } = useTranslation(['overview', 'common']);
  const { language } = i18n;
  const [kind, setKind] = useState<'single' | 'bulk'>('bulk');
  const { axisText, timeText } = useTimeTexts(pulse.step);
  const { zones, latency, refusals, codes, proxies } = pulseSeries(pulse, kind);
  const number = (value: number): string => count(value, language);
  const ms = (value: number): string =>
    t('overview:chart.ms', {
      value: new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(value),
    });
  const { total } = pulse;
  const fromCache = total.proxies.cached + total.proxies.stale;
  const verdicts = verdictsOf(total);
  const times = total.latency[kind];
  const refused = Object.values(total.refusals).reduce((sum, n) => sum + n, 0);
  const ofZones = ZONES.map((zone): Series => ({
    name: zone,
    label: t(`common:zone.${zone}`),
    color: ZONE_COLORS[zone],
  }));
  const ofTimes = LATENCIES.map((name): Series => ({
    name,
    label: t(`overview:chart.${name}`),
    color: LATENCY_COLORS[name],
  }));
  const ofCodes = codes.map((code, i): Series => ({
    name: code,
    label: code === OTHERS ? t('overview:chart.others') : code,
    color: CODE_COLORS[i] ?? 'gray.6',
  }));
  const ofProxies: Series[] = [
    { name: 'cached', label: t('overview:chart.fromCache'), color: 'cyan.6' },
    { name: 'asked', label: t('overview:chart.fromService'), color: 'indigo.6' },
  ];
  const common = (rows: readonly ChartRow[]) =>
    ({
      ...{
        h: HEIGHT,
        data: rows as unknown as Record<string, unknown>[],
        dataKey: 'at',
        withDots: false,
        tickLine: 'none' as const,
      },
      xAxisProps: { tickFormatter: axisText, minTickGap: 48 },
      tooltipProps: { isAnimationActive: false, labelFormatter: (at: unknown) => timeText(Number(at)) },
      withLegend: true,
    }) as const;
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      <Figure
        title={t('overview:chart.zones')}
        summary={t('overview:chart.zonesSummary', { count: verdicts, shown: number(verdicts) })}
        {...{ series: ofZones, rows: zones, timeText, valueText: number }}
      >
        <AreaChart
          {...common(zones)}
          series={ofZones as Series[]}
          type="stacked"
          curveType="linear"
          fillOpacity={0.55}
          valueFormatter={number}
          areaProps={{ isAnimationActive: false }}
          areaChartProps={QUIET}
        />
      </Figure>
      <Figure
        title={t('overview:chart.latency')}
        summary={
          times === null
            ? t('overview:chart.latencyNone')
            : times.count < FEW_TIMED
              ? t('overview:chart.latencyFew', { shown: number(times.count) })
              : t('overview:chart.latencySummary', {
                  p50: ms(times.p50 * 1_000),
                  p99: ms(times.p99 * 1_000),
                  shown: number(times.count),
                })
        }
        actions={
          <SegmentedControl
            size="xs"
            aria-label={t('overview:chart.which')}
            value={kind}
            onChange={(value) => setKind(value as 'single' | 'bulk')}
            data={[
              { value: 'bulk', label: t('overview:chart.bulk') },
              { value: 'single', label: t('overview:chart.single') },
            ]}
          />
        }
        {...{ series: ofTimes, rows: latency, timeText, valueText: ms }}
      >
        <LineChart
          {...common(latency)}
          withDots
          dotProps={{ r: 2 }}
          series={ofTimes as Series[]}
          curveType="linear"
          connectNulls
          valueFormatter={ms}
          lineProps={{ isAnimationActive: false }}
          lineChartProps={QUIET}
        />
      </Figure>
      <Figure
        title={t('overview:chart.refusals')}
        summary={
          refused === 0
            ? t('overview:chart.refusalsNone')
            : t('overview:chart.refusalsSummary', { count: refused, shown: number(refused) })
        }
        {...{ series: ofCodes, rows: refusals, timeText, valueText: number }}
      >
        <BarChart
          {...common(refusals)}
          series={ofCodes as Series[]}
          type="stacked"
          valueFormatter={number}
          barProps={{ isAnimationActive: false }}
          barChartProps={QUIET}
        />
      </Figure>
      <Figure
        title={t('overview:chart.proxies')}
        summary={
          fromCache === 0
            ? t('overview:chart.proxiesNone')
            : t('overview:chart.proxiesSummary', {
                shown: number(fromCache),
                share: percent(fromCache / Math.max(1, fromCache + verdicts), language),
              })
        }
        {...{ series: ofProxies, rows: proxies, timeText, valueText: number }}
      >
        <AreaChart
          {...common(proxies)}
          series={ofProxies as Series[]}
          type="stacked"
          curveType="linear"
          fillOpacity={0.55}
          valueFormatter={number}
          areaProps={{ isAnimationActive: false }}
          areaChartProps={QUIET}
        />
      </Figure>
    </SimpleGrid>
  );
}

import { useElementSize } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { count } from '../../parts/number-text';
import { ZONE_COLORS } from '../../parts/zone-badge';
import type { ObjectKind, Transition } from './types';
import type { FlowChart } from './zone-flows';
import { chartOf, flowsOf } from './zone-flows';

const BAR = 12;
const LABEL = 116;
const TOP = 26;

interface ZoneFlowPictureProps {
  readonly transitions: readonly Transition[];
  readonly kind: ObjectKind | null;
}

/** What turns into what: a band for each change of zone. The table beside it tells the same in numbers. */
export function ZoneFlowPicture({ transitions, kind }: ZoneFlowPictureProps) {
  const { t, i18n } = useTranslation('feeds');
  const { ref, width } = useElementSize();
  const flows = flowsOf(transitions, kind);
  const chart = chartOf(flows);
  const zone = (name: string): string => t(`common:zone.${name}`);
  const told = flows
    .map(({ from, to, count: n }) => `${zone(from)} → ${zone(to)}: ${count(n, i18n.language)}`)
    .join('; ');
  return (
    <div ref={ref}>
      {width > 0 && (
        <svg
          width={width}
          height={chart.height + TOP + 4}
          role="img"
          aria-label={t('picture.label', { told })}
          fontSize={13}
          fill="currentColor"
        >
          <text x={0} y={14} opacity={0.8}>
            {t('picture.before')}
          </text>
          <text x={width} y={14} textAnchor="end" opacity={0.8}>
            {t('picture.after')}
          </text>
          <g transform={`translate(0 ${String(TOP)})`}>
            <Bands chart={chart} width={width} />
            {chart.before.map((bar) => (
              <g key={bar.zone}>
                <rect x={LABEL - BAR} y={bar.at} width={BAR} height={bar.height} rx={3} fill={ZONE_COLORS[bar.zone]} />
                <Label
                  x={LABEL - BAR - 8}
                  y={bar.at + bar.height / 2}
                  anchor="end"
                  name={zone(bar.zone)}
                  n={count(bar.count, i18n.language)}
                />
              </g>
            ))}
            {chart.after.map((bar) => (
              <g key={bar.zone}>
                <rect
                  x={width - LABEL}
                  y={bar.at}
                  width={BAR}
                  height={bar.height}
                  rx={3}
                  fill={ZONE_COLORS[bar.zone]}
                />
                <Label
                  x={width - LABEL + BAR + 8}
                  y={bar.at + bar.height / 2}
                  anchor="start"
                  name={zone(bar.zone)}
                  n={count(bar.count, i18n.language)}
                />
              </g>
            ))}
          </g>
        </svg>
      )}
    </div>
  );
}

function Bands({ chart, width }: { readonly chart: FlowChart; readonly width: number }) {
  const [x1, x2] = [LABEL, width - LABEL];
  const middle = (x1 + x2) / 2;
  return chart.flows.map(({ from, to, leftAt, rightAt, height }) => {
    const upper = `M ${x1} ${leftAt} C ${middle} ${leftAt} ${middle} ${rightAt} ${x2} ${rightAt}`;
    const lower = `L ${x2} ${rightAt + height} C ${middle} ${rightAt + height} ${middle} ${leftAt + height} ${x1} ${leftAt + height} Z`;
    return (
      <path
        key={`${from} ${to}`}
        d={`${upper} ${lower}`}
        fill={ZONE_COLORS[to]}
        fillOpacity={0.42}
        stroke={ZONE_COLORS[to]}
        strokeOpacity={0.5}
      />
    );
  });
}

interface LabelProps {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end';
  readonly name: string;
  readonly n: string;
}

function Label({ x, y, anchor, name, n }: LabelProps) {
  return (
    <text textAnchor={anchor} dominantBaseline="central">
      <tspan x={x} y={y - 8} fontWeight={600}>
        {name}
      </tspan>
      <tspan x={x} y={y + 8}>
        {n}
      </tspan>
    </text>
  );
}

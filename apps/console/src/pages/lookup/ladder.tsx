import { Badge, Group, Stack, Text } from '@mantine/core';
import { IconArrowNarrowDown, IconCircleCheckFilled, IconCircleDashed, IconCircleMinus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Time } from '../../parts/time';
import { ZoneBadge } from '../../parts/zone-badge';
import type { BearingOverride, Rung } from './types';

interface LadderProps {
  readonly rungs: readonly Rung[];
  readonly overrides: readonly BearingOverride[];
}

/** The sources in the order in which they are asked: the first that knows the object wins. */
export function Ladder({ rungs, overrides }: LadderProps) {
  const { t } = useTranslation('lookup');
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t('ladder.rule')}
      </Text>
      <Stack component="ol" gap={6} m={0} p={0} style={{ listStyle: 'none' }}>
        {rungs.map((rung, i) => (
          <Step key={`${rung.layer} ${rung.feed ?? ''} ${String(i)}`} rung={rung} overrides={overrides} />
        ))}
      </Stack>
    </Stack>
  );
}

const ICONS = {
  decides: IconCircleCheckFilled,
  outranked: IconArrowNarrowDown,
  'weaker-hash': IconCircleMinus,
  silent: IconCircleDashed,
} as const;

function Step({ rung, overrides }: { readonly rung: Rung } & Pick<LadderProps, 'overrides'>) {
  const { t } = useTranslation('lookup');
  const { layer, outcome, says } = rung;
  const Icon = ICONS[outcome];
  const wins = outcome === 'decides';
  const override = overrides.find(({ id }) => id === rung.override);
  return (
    <Group
      component="li"
      gap="sm"
      p="sm"
      wrap="nowrap"
      align="flex-start"
      style={{
        border: `1px solid ${wins ? 'var(--mantine-primary-color-filled)' : 'var(--mantine-color-default-border)'}`,
        borderRadius: 'var(--mantine-radius-md)',
        borderLeftWidth: wins ? 5 : 1,
      }}
    >
      <Icon size={20} aria-hidden style={{ flex: 'none', marginTop: 2 }} />
      <Stack gap={4} style={{ minWidth: 0 }}>
        <Group gap="xs">
          <Text fw={600}>{layer === 'feed' ? t('layer.feed', { feed: rung.feed }) : t(`layer.${layer}`)}</Text>
          {says !== null && <ZoneBadge zone={says.zone} />}
          {layer === 'nothing' && wins && <ZoneBadge zone="grey" />}
          <Badge variant="default" tt="none">
            {t(`outcome.${outcome}`)}
          </Badge>
        </Group>
        {says !== null && (
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {[says.threat, says.product, says.matched === null ? null : t('ladder.matched', { matched: says.matched })]
              .filter((part) => part !== null)
              .join(' · ')}
          </Text>
        )}
        <Text size="sm" c="dimmed" component="div">
          {t(`explained.${rung.code}`)}
          {override !== undefined && <> {t('ladder.reason', { reason: override.reason })}</>}
          {layer === 'feed' && (
            <>
              {' '}
              {t('ladder.feed', { version: rung.version, priority: rung.priority })}
              {rung.liveSince != null && (
                <>
                  {' · '}
                  {t('ladder.liveSince')} <Time at={rung.liveSince} />
                </>
              )}
              {says === null && rung.covers !== undefined && ` · ${t(`covers.${rung.covers}`)}`}
            </>
          )}
        </Text>
      </Stack>
    </Group>
  );
}

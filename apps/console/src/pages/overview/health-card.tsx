import { Group, Paper, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Time } from '../../parts/time';
import type { Overview } from './types';
import { useCauseText } from './use-cause-text';

const LOOKS = {
  well: { color: '#1e7a34', icon: IconCircleCheck },
  look: { color: '#b54708', icon: IconAlertTriangle },
  wrong: { color: 'red.9', icon: IconAlertOctagon },
} as const;

/** Is it healthy, is it fresh, what is live: in sentences. */
export function HealthCard({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation('overview');
  const cause = useCauseText();
  const { needs, feeds, generation } = overview;
  const critical = needs.filter(({ severity }) => severity === 'critical').length;
  const warnings = needs.filter(({ severity }) => severity === 'warning').length;
  const state = critical > 0 ? 'wrong' : warnings > 0 ? 'look' : 'well';
  const { color, icon: Icon } = LOOKS[state];
  return (
    <Paper withBorder p="lg" data-health={state}>
      <Group gap="md" wrap="nowrap" align="flex-start">
        <ThemeIcon size={44} radius="xl" color={color} variant="filled" aria-hidden>
          <Icon size={26} stroke={1.8} />
        </ThemeIcon>
        <Stack gap={2} style={{ minWidth: 0 }}>
          <Text size="lg" fw={650}>
            {t(`health.${state}`, { count: critical > 0 ? critical : warnings })}
          </Text>
          <Freshness feeds={feeds} />
          {generation !== null && (
            <Text c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {t('health.generation', { number: generation.number })} <Time at={generation.since} form="ago" />
              {`: ${cause(generation.reason)}`}
            </Text>
          )}
        </Stack>
      </Group>
    </Paper>
  );
}

function Freshness({ feeds }: Pick<Overview, 'feeds'>) {
  const { t } = useTranslation('overview');
  const live = feeds.filter(({ version }) => version !== null);
  const stale = live.filter((feed) => feed.stale).length;
  if (live.length === 0) return <Text>{t('health.noFeed')}</Text>;
  return (
    <Text>
      {stale === 0 ? t('health.fresh', { count: live.length }) : t('health.stale', { count: stale, all: live.length })}
    </Text>
  );
}

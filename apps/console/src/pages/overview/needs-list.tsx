import { Badge, Button, Group, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Time } from '../../parts/time';
import { NeedActions } from './need-actions';
import { useNeedText } from './need-text';
import type { Need } from './types';

const LOOKS = {
  critical: { color: 'red.9', icon: IconAlertOctagon },
  warning: { color: '#b54708', icon: IconAlertTriangle },
  info: { color: 'indigo.7', icon: IconInfoCircle },
} as const;
const AT_FIRST = 6;

/** Everything that waits for a person, the worst first, each with what solves it. */
export function NeedsList({ needs, inAll }: { readonly needs: readonly Need[]; readonly inAll: number }) {
  const { t } = useTranslation('overview');
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? needs : needs.slice(0, AT_FIRST);
  return (
    <Stack gap="sm" component="section" aria-labelledby="needs">
      <Group gap="xs">
        <Title order={2} size="h4" id="needs">
          {t('needs.title')}
        </Title>
        {inAll > 0 && (
          <Badge variant="filled" color="indigo.7" circle={inAll < 10}>
            {inAll}
          </Badge>
        )}
      </Group>
      {needs.length === 0 && (
        <Paper withBorder p="md">
          <Group gap="sm" wrap="nowrap">
            <ThemeIcon color="#1e7a34" variant="filled" radius="xl" aria-hidden>
              <IconCircleCheck size={18} />
            </ThemeIcon>
            <Text>{t('needs.none')}</Text>
          </Group>
        </Paper>
      )}
      {needs.length > 0 && (
        <Stack gap="xs" component="ul" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
          {shown.map((need) => (
            <NeedCard key={`${need.code} ${need.subject} ${JSON.stringify(need.facts)}`} need={need} />
          ))}
        </Stack>
      )}
      {needs.length > AT_FIRST && (
        <Button
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? t('needs.fewer') : t('needs.all', { count: needs.length })}
        </Button>
      )}
    </Stack>
  );
}

function NeedCard({ need }: { readonly need: Need }) {
  const { t } = useTranslation('overview');
  const tell = useNeedText();
  const { color, icon: Icon } = LOOKS[need.severity];
  return (
    <Paper withBorder p="md" component="li" data-need={need.code}>
      <Group justify="space-between" gap="sm" align="center">
        <Group gap="sm" wrap="nowrap" align="flex-start" style={{ flex: '1 1 320px', minWidth: 0 }}>
          <ThemeIcon color={color} variant="filled" radius="xl" aria-label={t(`severity.${need.severity}`)} role="img">
            <Icon size={18} stroke={1.8} aria-hidden />
          </ThemeIcon>
          <div style={{ minWidth: 0 }}>
            <Text style={{ overflowWrap: 'anywhere' }}>{tell(need)}</Text>
            {(need.due ?? need.since) !== null && (
              <Text size="sm" c="dimmed">
                {t(need.due === null ? 'needs.since' : 'needs.due')}{' '}
                <Time at={need.due ?? need.since ?? ''} form="ago" />
              </Text>
            )}
          </div>
        </Group>
        <NeedActions need={need} />
      </Group>
    </Paper>
  );
}

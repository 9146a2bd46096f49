import { Group, Stack, Text } from '@mantine/core';
import { IconArrowsDiff, IconEqual } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ZoneBadge } from '../../parts/zone-badge';
import type { Override } from './types';

/** What the first feed that knows the object says, beside the override. */
export function FeedsSay({ override }: { readonly override: Override }) {
  const { t } = useTranslation('overrides');
  const [first] = override.feeds ?? [];
  if (first === undefined) return <Text size="sm">{t('feedsSay.nothing')}</Text>;
  const differs = first.zone !== override.zone;
  const Icon = differs ? IconArrowsDiff : IconEqual;
  return (
    <Stack gap={2}>
      <Group gap={4} wrap="nowrap">
        <Icon size={16} aria-hidden />
        <Text size="sm">{t(differs ? 'feedsSay.differ' : 'feedsSay.agree')}</Text>
      </Group>
      <Group gap={4} wrap="nowrap">
        <ZoneBadge zone={first.zone} size="sm" />
        <Text size="xs" c="dimmed">
          {first.feed}
        </Text>
      </Group>
    </Stack>
  );
}

import { Badge, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Time } from '../../parts/time';
import type { FeedView } from './types';

/** Until when the content of a feed counts as fresh. */
export function Freshness({ feed: { freshUntil, stale, version } }: { readonly feed: FeedView }) {
  const { t } = useTranslation('feeds');
  if (version === null) return <Text size="sm">{t('fresh.nothing')}</Text>;
  if (stale)
    return (
      <Badge
        color="#f2c94c"
        autoContrast
        radius="sm"
        tt="none"
        leftSection={<IconAlertTriangle size={13} aria-hidden />}
      >
        {t('fresh.stale')} {freshUntil !== null && <Time at={freshUntil} form="ago" />}
      </Badge>
    );
  if (freshUntil === null) return <Text size="sm">{t('fresh.always')}</Text>;
  return (
    <Text size="sm" component="div">
      {t('fresh.until')} <Time at={freshUntil} />
    </Text>
  );
}

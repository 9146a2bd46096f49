import { Alert, Anchor, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useOne } from '../../parts/use-list';
import type { Sample } from './types';

interface Said {
  readonly id: string | number;
  readonly zone: string;
  readonly owner?: string;
  readonly ended?: string;
  readonly removedAt?: string | null;
}

/** What an earlier verdict set elsewhere, and says otherwise than this one still. */
export function LeftStanding({ sample }: { readonly sample: Sample }) {
  const { t } = useTranslation('submissions');
  const overrides = useOne<{ overrides: readonly Said[] }>(`/api/v1/overrides?object=${sample.sha256}`);
  const entries = useOne<{ entries: readonly Said[] }>(`/api/v1/own-feed?object=${sample.sha256}`);
  const zone = sample.verdict?.zone;
  const here = (overrides.data?.overrides ?? []).filter(
    (one) => one.ended === undefined && one.owner === 'provider' && one.zone !== zone,
  );
  const there = (entries.data?.entries ?? []).filter((one) => one.removedAt == null && one.zone !== zone);
  if (here.length + there.length === 0) return null;
  return (
    <Alert color="yellow" title={t('left.title')}>
      <Stack gap={4}>
        {here.length > 0 && (
          <Anchor component={Link} to={`/overrides?object=${sample.sha256}`} size="sm" c="inherit" underline="always">
            {t('left.override')}
          </Anchor>
        )}
        {there.length > 0 && (
          <Anchor component={Link} to={`/own-feed?object=${sample.sha256}`} size="sm" c="inherit" underline="always">
            {t('left.ownFeed')}
          </Anchor>
        )}
      </Stack>
    </Alert>
  );
}

import { Anchor, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { GuardedDetail } from './types';

const COUNTS = ['before', 'after', 'added', 'gone', 'recolored', 'edited'] as const;

/** The snapshot, why a guard holds it, with samples, and what it changes. */
export function GuardedStep({ detail }: { readonly detail: GuardedDetail }) {
  const { t, i18n } = useTranslation('approvals');
  const { act, reason, guard, snapshot, trips, preview } = detail;
  const { feed, version } = snapshot;
  const samples = (trips ?? []).flatMap((trip) => trip.samples ?? []);
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t(`step.${act}`, { feed, version })}
        </Title>
        <Anchor component={Link} to={`/snapshots/${String(snapshot.id)}`} size="sm">
          {t('toSnapshot')}
        </Anchor>
        <Anchor component={Link} to={`/feeds/${feed}`} size="sm">
          {t('toFeed')}
        </Anchor>
        <Text style={{ overflowWrap: 'anywhere' }}>{t('guardSays', { guard: guard ?? '–' })}</Text>
        {reason !== null && <Text>{t('because', { reason })}</Text>}
        {samples.length > 0 && (
          <Stack gap={2} component="ul" m={0} pl="md" aria-label={t('samples')}>
            {samples.slice(0, 20).map(({ key, entry, list }, i) => (
              <Text key={i} component="li" size="sm" className="mono" style={{ overflowWrap: 'anywhere' }}>
                {[entry, list, key].filter((part) => part !== undefined).join(' · ')}
              </Text>
            ))}
          </Stack>
        )}
        {preview?.records !== undefined && (
          <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }}>
            {COUNTS.map((name) => (
              <div key={name}>
                <Text size="sm" c="dimmed">
                  {t(`records.${name}`)}
                </Text>
                <Text fw={600}>{(preview.records?.[name] ?? 0).toLocaleString(i18n.language)}</Text>
              </div>
            ))}
          </SimpleGrid>
        )}
      </Stack>
    </Paper>
  );
}

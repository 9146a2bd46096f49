import { Anchor, Badge, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Time } from '../../parts/time';
import { ZoneBadge } from '../../parts/zone-badge';
import { objectWords } from './object-words';
import type { BearingOverride } from './types';

/** Overrides of this object, or of something wider: those in force, and those that have ended. */
export function BearingOverrides({ overrides }: { readonly overrides: readonly BearingOverride[] }) {
  const { t } = useTranslation('lookup');
  if (overrides.length === 0) return <Text c="dimmed">{t('overrides.none')}</Text>;
  return (
    <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
      {overrides.map((one) => (
        <li key={one.id}>
          <Group gap="xs">
            <ZoneBadge zone={one.zone} />
            <Anchor
              component={Link}
              to={`/overrides?search=${encodeURIComponent(objectWords(one.object))}&state=any`}
              className="mono"
              size="sm"
            >
              {objectWords(one.object)}
            </Anchor>
            <Badge variant="default" tt="none">
              {t(one.effect === 'ended' ? `ended.${one.ended ?? 'removed'}` : `effect.${one.effect}`)}
            </Badge>
          </Group>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {one.reason}
          </Text>
          <Text size="sm" c="dimmed" component="div">
            {one.owner === 'provider' ? t('overrides.provider') : t('overrides.customer', { customer: one.customer })}
            {' · '}
            {one.author}
            {' · '}
            <Time at={one.createdAt} />
            {one.endedAt != null && (
              <>
                {' – '}
                <Time at={one.endedAt} />
                {one.endedBy != null && ` (${one.endedBy})`}
              </>
            )}
            {one.ended === undefined && (
              <>
                {' · '}
                {one.expiresAt === null ? t('overrides.forever') : t('overrides.until')}{' '}
                {one.expiresAt !== null && <Time at={one.expiresAt} />}
              </>
            )}
          </Text>
        </li>
      ))}
    </Stack>
  );
}

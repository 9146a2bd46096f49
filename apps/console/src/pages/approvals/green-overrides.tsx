import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CopyText } from '../../parts/copy-text';
import { Time } from '../../parts/time';
import { ZoneBadge } from '../../parts/zone-badge';
import type { GreenDetail, GreenOverride, Opinion } from './types';

/** The objects, what is said of them now, and what would be. */
export function GreenOverrides({ detail: { count, overrides } }: { readonly detail: GreenDetail }) {
  const { t } = useTranslation('approvals');
  return (
    <Stack gap="sm">
      {count > 1 && (
        <Title order={2} size="h4">
          {t('objects', { count })}
        </Title>
      )}
      {overrides.map((one, i) => (
        <OneObject key={i} one={one} />
      ))}
      {count > overrides.length && <Text c="dimmed">{t('notShown', { count: count - overrides.length })}</Text>}
    </Stack>
  );
}

function OneObject({ one }: { readonly one: GreenOverride }) {
  const { t } = useTranslation('approvals');
  const { zone, reason, threat, machine, expiresAt, replaces, feeds } = one;
  const { type, ...values } = one.object;
  const text = Object.values(values)
    .filter((value) => typeof value === 'string' && value !== '')
    .join(' ');
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Group gap="xs">
          <Text fw={600}>{t(`object.${String(type)}`, { defaultValue: String(type) })}</Text>
          <ZoneBadge zone={zone} />
          {machine && <Text size="sm">{t('byMachine')}</Text>}
        </Group>
        <div style={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label={t('theObject')}>
          <CopyText text={text} what={t('theObject')} />
        </div>
        <Anchor component={Link} to={`/lookup?object=${encodeURIComponent(text)}`} size="sm">
          {t('lookUp')}
        </Anchor>
        <Text size="sm">{t('because', { reason })}</Text>
        {threat !== null && <Text size="sm">{t('threat', { threat })}</Text>}
        <Text size="sm" component="div">
          {expiresAt === null ? t('forEver') : t('endsAt')} {expiresAt !== null && <Time at={expiresAt} />}
        </Text>
        <Text size="sm" component="div">
          {replaces === null ? (
            t('replacesNothing')
          ) : (
            <Group gap="xs">
              {t('replaces', { author: replaces.author, reason: replaces.reason })} <ZoneBadge zone={replaces.zone} />
            </Group>
          )}
        </Text>
        <Opinions feeds={feeds} />
      </Stack>
    </Paper>
  );
}

function Opinions({ feeds }: { readonly feeds: readonly Opinion[] }) {
  const { t, i18n } = useTranslation('approvals');
  if (feeds.length === 0) return <Text size="sm">{t('feedsSilent')}</Text>;
  return (
    <Stack gap={4} component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label={t('feeds')}>
      {feeds.map(({ feed, version, zone, threat, popularity, matched }) => (
        <li key={feed}>
          <Group gap="xs">
            <ZoneBadge zone={zone} size="sm" />
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {[
                t('feedVersion', { feed, version }),
                threat,
                popularity === null
                  ? null
                  : t('popularity', { count: popularity, text: popularity.toLocaleString(i18n.language) }),
                matched === null ? null : t('matched', { matched }),
              ]
                .filter((part) => part !== null)
                .join(' · ')}
            </Text>
          </Group>
        </li>
      ))}
    </Stack>
  );
}

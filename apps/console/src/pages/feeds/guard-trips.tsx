import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconShieldExclamation } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { PlainLink } from './link';
import type { GuardTrip } from './types';

/** Why guards want a person's word. */
export function GuardTrips({ trips }: { readonly trips: readonly GuardTrip[] }) {
  const { t } = useTranslation('feeds');
  return (
    <Paper
      withBorder
      p="md"
      role="alert"
      style={{ borderInlineStart: '6px solid var(--mantine-color-red-8)', overflowWrap: 'anywhere' }}
    >
      <Stack gap="sm">
        <Group gap="xs" wrap="nowrap">
          <IconShieldExclamation size={22} aria-hidden />
          <Title order={2} size="h4">
            {t('guard.title')}
          </Title>
        </Group>
        {trips.map(({ rule, text, count, samples }) => (
          <div key={rule}>
            <Text size="sm" fw={600}>
              {t(`guard.rule.${rule}`, { defaultValue: rule })}: {text}
            </Text>
            {samples.length > 0 && (
              <ul style={{ margin: 0, paddingInlineStart: 20 }}>
                {samples.map((one) => (
                  <li key={`${one.section} ${one.key}`}>
                    <Text size="sm" span className="mono">
                      {one.text ?? one.entry}
                    </Text>{' '}
                    <Text size="sm" span>
                      {t('guard.ofList')}{' '}
                      <PlainLink to={`/guards?list=${encodeURIComponent(one.list)}`} text={one.list} />
                    </Text>
                  </li>
                ))}
              </ul>
            )}
            {count > samples.length && samples.length > 0 && (
              <Text size="xs">{t('guard.more', { count: count - samples.length })}</Text>
            )}
          </div>
        ))}
      </Stack>
    </Paper>
  );
}

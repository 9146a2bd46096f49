import { Alert, Stack, Text } from '@mantine/core';
import { IconShieldExclamation } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { PlainLink } from './link';
import type { GuardTrip } from './types';

/** Why guards want a person's word. */
export function GuardTrips({ trips }: { readonly trips: readonly GuardTrip[] }) {
  const { t } = useTranslation('feeds');
  return (
    <Alert color="red" title={t('guard.title')} icon={<IconShieldExclamation size={20} aria-hidden />}>
      <Stack gap="sm">
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
    </Alert>
  );
}

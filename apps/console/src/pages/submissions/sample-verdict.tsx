import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Time } from '../../parts/time';
import { ZoneBadge } from '../../parts/zone-badge';
import type { Sample } from './types';

/** What an analyst has said of a file. */
export function SampleVerdict({ sample }: { readonly sample: Sample }) {
  const { t } = useTranslation('submissions');
  const { verdict, decidedAt, decidedBy, releasedAt } = sample;
  return (
    <Stack gap="xs">
      {verdict === null ? (
        <Text size="sm" c="dimmed">
          {t('verdict.none')}
        </Text>
      ) : (
        <>
          <Group gap="xs">
            <ZoneBadge zone={verdict.zone} />
            {verdict.threat !== null && <Text size="sm">{verdict.threat}</Text>}
          </Group>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {verdict.reason}
          </Text>
          <Text size="sm">{t(`as.${verdict.as}`)}</Text>
          {decidedAt !== null && (
            <Text size="xs" c="dimmed">
              <Time at={decidedAt} /> · {decidedBy}
            </Text>
          )}
        </>
      )}
      {releasedAt !== null && (
        <Text size="sm">
          {t('verdict.released')} <Time at={releasedAt} />
        </Text>
      )}
    </Stack>
  );
}

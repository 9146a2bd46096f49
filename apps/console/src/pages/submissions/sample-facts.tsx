import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../../parts/copy-text';
import { bytes, count } from '../../parts/number-text';
import { Time } from '../../parts/time';
import { Facts } from '../licenses/license-facts';
import { SampleStateBadge } from './sample-state';
import type { Sample } from './types';

/** What is known of a file without opening it. */
export function SampleFacts({ sample }: { readonly sample: Sample }) {
  const { t, i18n } = useTranslation('submissions');
  const { sha256, sha1, md5, sizeBytes, state, claimedBy, claimedUntil, customers = [] } = sample;
  return (
    <Facts
      rows={[
        [
          t('column.state'),
          <Stack key="s" gap={2}>
            <span>
              <SampleStateBadge state={state} />
            </span>
            {claimedBy !== null && claimedUntil !== null && (
              <Text size="sm">
                {claimedBy}, {t('facts.until')} <Time at={claimedUntil} />
              </Text>
            )}
          </Stack>,
        ],
        ['SHA-256', <CopyText key="2" text={sha256} what="SHA-256" />],
        ['SHA-1', sha1 === null ? t('facts.partsOnly') : <CopyText key="1" text={sha1} what="SHA-1" />],
        ['MD5', md5 === null ? t('facts.partsOnly') : <CopyText key="5" text={md5} what="MD5" />],
        [t('facts.size'), sizeBytes === null ? t('facts.partsOnly') : bytes(sizeBytes, i18n.language)],
        [
          t('facts.sent'),
          t('facts.sentBy', {
            count: sample.reports,
            n: count(sample.reports, i18n.language),
            endpoints: count(sample.endpoints, i18n.language),
          }),
        ],
        [t('column.first'), <Time key="f" at={sample.firstAt} />],
        [t('column.last'), <Time key="l" at={sample.lastAt} />],
        [t('facts.customers'), customers.length === 0 ? '–' : customers.join(', ')],
      ]}
    />
  );
}

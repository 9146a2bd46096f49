import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Time } from '../../parts/time';
import type { FeedView } from './types';

/** When what is imported goes live. */
export function ActivationText({ feed: { activation, nextActivation } }: { readonly feed: FeedView }) {
  const { t } = useTranslation('feeds');
  const isNamed = activation === 'immediate' || activation === 'manual';
  return (
    <Text size="sm" component="div">
      {isNamed ? t(`activation.${activation}`) : t('activation.daily', { time: activation })}
      {nextActivation !== null && (
        <Text size="xs" c="dimmed" component="div">
          {t('activation.next')} <Time at={nextActivation} />
        </Text>
      )}
    </Text>
  );
}

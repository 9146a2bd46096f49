import { Alert, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ZoneBadge } from '../../parts/zone-badge';
import { useSourceWords } from '../lookup/source-words';
import { useSaidNow } from './use-said-now';
import type { AskedNow } from './use-said-now';

/** What is answered about the object now, while it is typed: whoever overrides should know what. */
export function NowSaid(asked: AskedNow) {
  const { t } = useTranslation('overrides');
  const words = useSourceWords();
  const told = useSaidNow(asked);
  if (told === undefined) return null;
  if ('error' in told) return <Alert color="orange">{told.error.detail}</Alert>;
  const guarded = told.guards?.[0];
  return (
    <Alert color="gray" variant="light" title={t('now.title')}>
      <Group gap="xs">
        <ZoneBadge zone={told.answer.zone} />
        <Text size="sm">{[told.answer.threat, words(told.answer.source)].filter(Boolean).join(' · ')}</Text>
      </Group>
      {guarded !== undefined && <Text size="sm">{t('now.guarded', { list: guarded.list })}</Text>}
    </Alert>
  );
}

import { Alert, Group, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { ZoneBadge } from '../../parts/zone-badge';
import { useSourceWords } from '../lookup/source-words';
import type { ObjectType, Explanation } from '../lookup/types';
import { kindOf, typedObject } from './object-kinds';

const PAUSE_MS = 500;

interface NowSaidProps {
  readonly object: string;
  readonly kind: ObjectType;
  readonly customer: string | null;
}

/** What is answered about the object now, while it is typed: whoever overrides should know what. */
export function NowSaid({ object, kind, customer }: NowSaidProps) {
  const { t } = useTranslation('overrides');
  const words = useSourceWords();
  const [asked] = useDebouncedValue(object.trim(), PAUSE_MS);
  const isNetwork = kind === 'ip' && asked.includes('/');
  const { data } = useQuery({
    queryKey: ['/api/v1/explain', 'now', asked, kind, customer],
    queryFn: ({ signal }) => {
      const view = customer === null ? {} : { customer };
      // As text where its form tells the kind: so a mistyped hash is not taken for a domain.
      const objects = [kind === kindOf(asked) ? asked : typedObject(asked, kind)];
      return api.post<Explanation>('/api/v1/explain', { objects, history: false, ...view }, { signal });
    },
    enabled: asked !== '' && !isNetwork,
    retry: false,
  });
  const [told] = data?.results ?? [];
  if (told === undefined || asked === '') return null;
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

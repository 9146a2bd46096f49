import { Alert, Paper, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Fetched } from '../../parts/states';
import { AnswerCard } from './answer-card';
import { BearingOverrides } from './bearing-overrides';
import type { LookupView } from './explain';
import { explainOne } from './explain';
import { HistoryLine } from './history-line';
import { Ladder } from './ladder';
import type { Explanation } from './types';

/** Everything about one object: the answer first, then who wins and why, then how it came to be. */
export function OneResult({ object, view }: { readonly object: string; readonly view: LookupView }) {
  const query = useQuery({
    queryKey: ['/api/v1/explain', object, view],
    queryFn: ({ signal }) => explainOne(object, view, signal),
  });
  return <Fetched query={query}>{(explanation) => <Told explanation={explanation} />}</Fetched>;
}

function Told({ explanation }: { readonly explanation: Explanation }) {
  const { t } = useTranslation('lookup');
  const [told] = explanation.results;
  if (told === undefined) return null;
  if ('error' in told) {
    return (
      <Alert color="red" role="alert" title={t('notUnderstood')}>
        {told.error.detail}
      </Alert>
    );
  }
  return (
    <Stack gap="md">
      <AnswerCard told={told} explanation={explanation} />
      <Part title={t('ladder.title')}>
        <Ladder rungs={told.ladder} overrides={told.overrides} />
      </Part>
      <Part title={t('overrides.title')}>
        <BearingOverrides overrides={told.overrides} />
      </Part>
      {told.history !== null && (
        <Part title={t('history.title')}>
          <HistoryLine history={told.history} />
        </Part>
      )}
    </Stack>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

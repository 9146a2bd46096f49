import { Alert, Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { CopyText } from '../../parts/copy-text';
import { Facts } from '../../parts/facts';
import { count } from '../../parts/number-text';
import { Page } from '../../parts/page';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { useOne } from '../../parts/use-list';
import { PlainLink } from './link';
import { PreviewPicture } from './preview-picture';
import { SnapshotActions } from './snapshot-actions';
import { SnapshotBadge } from './snapshot-badge';
import type { PreviewAnswer, SnapshotView } from './types';

/** What a snapshot changes, and the decision about it. */
export default function SnapshotPage() {
  const { t } = useTranslation('feeds');
  const { id = '' } = useParams();
  const query = useOne<PreviewAnswer>(`/api/v1/snapshots/${id}/preview`, { everyMs: 10_000 });
  const snapshot = query.data?.snapshot;
  const title =
    snapshot === undefined ? t('snapshotOne') : `${snapshot.feed}, ${t('versionOf', { version: snapshot.version })}`;
  const above = [
    { title: t('title'), to: '/feeds' },
    ...(snapshot === undefined ? [] : [{ title: snapshot.feed, to: `/feeds/${snapshot.feed}` }]),
  ];
  return (
    <Page
      title={title}
      above={above}
      actions={query.data === undefined ? undefined : <SnapshotActions answer={query.data} />}
    >
      <Fetched query={query}>
        {(answer) => (
          <Stack gap="lg">
            <Standing answer={answer} />
            <PreviewPicture answer={answer} />
            <Paper withBorder p="md">
              <SnapshotFacts snapshot={answer.snapshot} />
            </Paper>
          </Stack>
        )}
      </Fetched>
    </Page>
  );
}

function Standing({ answer: { snapshot, trips } }: { readonly answer: PreviewAnswer }) {
  const { t } = useTranslation('feeds');
  const { state, hold } = snapshot;
  // The guards say it themselves, below.
  if (hold?.kind === 'guard' && trips.length > 0) return null;
  if (hold === null)
    return (
      <Text size="sm" component="div">
        <SnapshotBadge state={state} /> {t(`standing.${state}`)}
      </Text>
    );
  return (
    <Alert color="yellow" title={t(`hold.${hold.kind}`, { defaultValue: t('snapshot.held') })}>
      <Text size="sm">{hold.reason}</Text>
      {hold.activateAt !== null && (
        <Text size="sm" component="div">
          {t('activation.at')} <Time at={hold.activateAt} />
        </Text>
      )}
    </Alert>
  );
}

function SnapshotFacts({ snapshot }: { readonly snapshot: SnapshotView }) {
  const { t, i18n } = useTranslation('feeds');
  const { feed, id, kind, baseId, counts, createdAt, activatedAt, freshUntil, stateHash } = snapshot;
  const facts: (readonly [string, ReactNode])[] = [
    [t('fact.feed'), <PlainLink key="feed" to={`/feeds/${feed}`} text={feed} />],
    [t('fact.snapshot'), id],
    [t('fact.kind'), t(`kind.${kind}`)],
    [t('fact.base'), baseId === null ? '–' : <PlainLink to={`/snapshots/${String(baseId)}`} text={baseId} />],
    ...Object.entries(counts).map(([section, n]) => [t('fact.in', { section }), count(n, i18n.language)] as const),
    [t('fact.staged'), <Time key="staged" at={createdAt} />],
    [t('fact.lastLive'), activatedAt === null ? t('never') : <Time at={activatedAt} />],
    [t('fact.fresh'), freshUntil === null ? t('fresh.always') : <Time at={freshUntil} />],
    [
      t('fact.content'),
      <CopyText key="hash" text={stateHash} shown={`${stateHash.slice(0, 24)}…`} what={t('fact.content')} />,
    ],
  ];
  return <Facts facts={facts} />;
}

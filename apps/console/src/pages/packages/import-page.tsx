import { Anchor, Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { CopyText } from '../../parts/copy-text';
import { Facts } from '../../parts/facts';
import { bytes, count } from '../../parts/number-text';
import { Page } from '../../parts/page';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { ImportOutcome } from './import-outcome';
import { ImportSteps } from './import-steps';
import { OutcomeBadge } from './outcome-badge';
import type { ImportView } from './types';
import { useImportEvents } from './use-import-events';

/** One package: its checks as they went, what became of it, and all that is known of it. */
export default function OneImportPage() {
  const { t } = useTranslation('packages');
  const { id = '' } = useParams();
  const { query, progress, isBroken } = useImportEvents(id);
  const above = [{ title: t('title'), to: '/packages' }];
  return (
    <Page
      title={query.data?.fileName ?? t('one')}
      above={above}
      actions={query.data === undefined ? undefined : <OutcomeBadge state={query.data.state} />}
    >
      <Fetched query={query}>
        {(view) => (
          <Stack gap="lg">
            <Paper withBorder p="md">
              <Stack gap="md">
                <ImportSteps view={view} progress={progress} />
                {isBroken && <Text size="sm">{t('broken')}</Text>}
                <div role="status">
                  <ImportOutcome view={view} />
                </div>
              </Stack>
            </Paper>
            <Paper withBorder p="md">
              <ImportFacts view={view} />
            </Paper>
          </Stack>
        )}
      </Fetched>
    </Page>
  );
}

function ImportFacts({ view }: { readonly view: ImportView }) {
  const { t, i18n } = useTranslation('packages');
  const { feed, version, kind, snapshotId, generation, sha256 } = view;
  const facts: (readonly [string, ReactNode])[] = [
    [t('fact.size'), `${bytes(view.sizeBytes, i18n.language)} (${count(view.sizeBytes, i18n.language)} B)`],
    [t('fact.digest'), sha256 === '' ? t('fact.never') : <CopyText text={sha256} what="SHA-256" />],
    [t('fact.feed'), feed === null ? '–' : <FeedLink feed={feed} />],
    [t('fact.version'), version ?? '–'],
    [t('fact.kind'), kind === null ? '–' : t(`kind.${kind}`)],
    [
      t('fact.snapshot'),
      snapshotId === null ? '–' : <PlainLink to={`/snapshots/${String(snapshotId)}`} text={String(snapshotId)} />,
    ],
    [
      t('fact.generation'),
      generation === null ? '–' : <PlainLink to={`/generations/${String(generation)}`} text={String(generation)} />,
    ],
    [t('fact.actor'), view.actor],
    [t('fact.hold'), t(view.hold ? 'common:yes' : 'common:no')],
    [t('fact.came'), <Time key="came" at={view.createdAt} />],
    [t('fact.changed'), <Time key="changed" at={view.updatedAt} />],
    [t('fact.id'), <CopyText key="id" text={view.id} what={t('fact.id')} />],
  ];
  return <Facts facts={facts} />;
}

function FeedLink({ feed }: { readonly feed: string }) {
  return <PlainLink to={`/feeds/${feed}`} text={feed} />;
}

function PlainLink({ to, text }: { readonly to: string; readonly text: string }) {
  return (
    <Anchor component={Link} to={to} size="sm">
      {text}
    </Anchor>
  );
}

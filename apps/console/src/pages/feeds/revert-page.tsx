import { Alert, Button, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { api, queryText } from '../../api/http';
import { useSession } from '../../api/use-session';
import { Page } from '../../parts/page';
import { Fault, Loading } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import { PreviewPicture } from './preview-picture';
import type { RevertPreview } from './types';
import { FEED_KEYS } from './types';

/** What going back would change, before anybody goes back. */
export default function RevertPage() {
  const { t } = useTranslation('feeds');
  const { vendor = '', name = '' } = useParams();
  const [search] = useSearchParams();
  const feed = `${vendor}/${name}`;
  const query = useOne<RevertPreview>(`/api/v1/feeds/${feed}/revert-preview${queryText({ to: search.get('to') })}`);
  const { data, error } = query;
  return (
    <Page
      title={
        data === undefined ? t('revert.title', { feed }) : t('revert.fromTo', { feed, from: data.from, to: data.to })
      }
      description={t('revert.description')}
      above={[
        { title: t('title'), to: '/feeds' },
        { title: feed, to: `/feeds/${feed}` },
      ]}
      actions={data === undefined ? undefined : <RevertAct feed={feed} preview={data} />}
    >
      {error !== null && (
        <Stack gap="sm" align="flex-start">
          <Fault error={error} onRetry={() => void query.refetch()} />
          <Button component={Link} to={`/feeds/${feed}`} variant="default">
            {t('revert.toFeed')}
          </Button>
        </Stack>
      )}
      {data === undefined && error === null && <Loading label={t('revert.comparing')} />}
      {data !== undefined && (
        <>
          <Alert color="yellow" title={t('revert.consequences')}>
            {t('revert.consequencesText')}
          </Alert>
          <PreviewPicture answer={data} />
        </>
      )}
    </Page>
  );
}

function RevertAct({ feed, preview: { from, to } }: { readonly feed: string; readonly preview: RevertPreview }) {
  const { t } = useTranslation('feeds');
  const { may } = useSession();
  const confirm = useConfirm();
  const navigate = useNavigate();
  const revert = useAct({
    run: (reason: string) =>
      api.post(`/api/v1/feeds/${feed}/revert`, { from, to, ...(reason === '' ? {} : { reason }) }),
    done: t('revert.done', { version: to }),
    renews: FEED_KEYS,
    then: () => void navigate(`/feeds/${feed}`),
  });
  const ask = async (): Promise<void> => {
    const question = { title: t('revert.title', { feed }), text: t('revert.text', { feed, from, to }) };
    const reason = await confirm({ ...question, act: t('revert.act', { to }), reason: 'needed', isDangerous: true });
    if (reason !== null) revert.mutate(reason);
  };
  if (!may('operator')) return null;
  return (
    <Button color="red.8" loading={revert.isPending} onClick={() => void ask()}>
      {t('revert.act', { to })}
    </Button>
  );
}

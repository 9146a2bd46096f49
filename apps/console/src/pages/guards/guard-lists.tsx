import { Button, Modal, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import type { Column } from '../../parts/data-table';
import { DataTable } from '../../parts/data-table';
import { Facts } from '../../parts/facts';
import { count } from '../../parts/number-text';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import { Skipped } from './skipped';
import type { GuardsAnswer, GuardView } from './types';
import { GUARDS } from './types';

/** Lists of objects that turn red only with a person's word. */
export function GuardLists({ query }: { readonly query: ReturnType<typeof useOne<GuardsAnswer>> }) {
  const { t } = useTranslation('guards');
  const [search, setSearch] = useSearchParams();
  const shown = search.get('list');
  return (
    <Stack gap="sm" component="section" aria-labelledby="lists">
      <Title order={2} size="h4" id="lists">
        {t('lists')}
      </Title>
      <DataTable
        label={t('lists')}
        columns={useColumns((list) => setSearch({ list }))}
        rows={query.data?.lists}
        rowKey={({ name }) => name}
        query={query}
        empty={{ title: t('empty'), text: t('emptyText') }}
      />
      <Modal
        opened={shown !== null}
        onClose={() => setSearch({})}
        title={shown ?? ''}
        size="lg"
        closeButtonProps={{ 'aria-label': t('common:act.close') }}
      >
        {shown !== null && <OneList name={shown} />}
      </Modal>
    </Stack>
  );
}

function useColumns(show: (name: string) => void): Column<GuardView>[] {
  const { t, i18n } = useTranslation('guards');
  const { may } = useSession();
  const left = ({ skipped }: GuardView): number => skipped.reduce((sum, one) => sum + one.count, 0);
  return [
    {
      key: 'name',
      title: t('fact.list'),
      render: (list) => (
        <>
          <Button variant="transparent" size="compact-sm" px={0} onClick={() => show(list.name)}>
            {list.name}
          </Button>
          <Text size="xs" c="dimmed">
            {t(`kind.${list.kind}`)}
          </Text>
        </>
      ),
    },
    { key: 'feed', title: t('fact.for'), render: ({ feed }) => feed ?? t('allFeeds') },
    {
      key: 'entries',
      title: t('fact.entries'),
      align: 'right',
      render: (list) => (
        <>
          {count(list.entries, i18n.language)}
          {left(list) > 0 && (
            <Text size="xs" c="dimmed">
              {t('left', { n: count(left(list), i18n.language) })}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'came',
      title: t('fact.imported'),
      render: ({ createdAt, createdBy }) => (
        <>
          <Time at={createdAt} />
          <Text size="xs" c="dimmed">
            {createdBy}
          </Text>
        </>
      ),
    },
    { key: 'act', title: t('fact.act'), render: ({ name }) => (may('operator') ? <Remove name={name} /> : null) },
  ];
}

function Remove({ name }: { readonly name: string }) {
  const { t } = useTranslation('guards');
  const confirm = useConfirm();
  const remove = useAct({
    run: () => api.delete(`${GUARDS}/lists/${encodeURIComponent(name)}`),
    done: t('remove.done', { name }),
    renews: [[GUARDS]],
  });
  const ask = async (): Promise<void> => {
    const question = { title: t('remove.title', { name }), text: t('remove.text'), act: t('remove.act'), word: name };
    if ((await confirm({ ...question, isDangerous: true })) !== null) remove.mutate();
  };
  return (
    <Button
      variant="default"
      size="compact-sm"
      loading={remove.isPending}
      aria-label={t('remove.title', { name })}
      onClick={() => void ask()}
    >
      {t('remove.act')}
    </Button>
  );
}

function OneList({ name }: { readonly name: string }) {
  const { t, i18n } = useTranslation('guards');
  const query = useOne<GuardView>(`${GUARDS}/lists/${encodeURIComponent(name)}`);
  return (
    <Fetched query={query}>
      {(list) => (
        <Stack gap="md">
          <Facts
            facts={[
              [t('fact.kind'), t(`kind.${list.kind}`)],
              [t('fact.for'), list.feed ?? t('allFeeds')],
              [t('fact.entries'), count(list.entries, i18n.language)],
              [t('fact.keys'), count(list.keys, i18n.language)],
              [t('fact.imported'), <Time key="at" at={list.createdAt} />],
              [t('fact.by'), list.createdBy],
              [
                t('fact.examples'),
                <span key="examples" className="mono">
                  {(list.examples ?? []).join(', ')}
                </span>,
              ],
            ]}
          />
          <Skipped skipped={list.skipped} />
        </Stack>
      )}
    </Fetched>
  );
}

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { DataTable } from '../../parts/data-table';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useList } from '../../parts/use-list';
import { PEOPLE } from './types';

interface Session {
  readonly id: string;
  readonly name: string;
  readonly device: string;
  readonly address: string;
  readonly begunAt: string;
  readonly seenAt: string;
}

const PATH = '/api/v1/sessions';

/** Where everybody is signed in. */
export function AllSessions() {
  const { t } = useTranslation('people');
  const query = useList<{ sessions: Session[] }>(PATH);
  const end = useAct({
    run: (id: string) => api.delete(`${PATH}/${id}`),
    done: t('sessionEnded'),
    renews: [[PATH], [PEOPLE]],
  });
  return (
    <DataTable
      label={t('allSessions')}
      rows={query.data?.sessions}
      rowKey={({ id }) => id}
      query={query}
      empty={{ title: t('noSessions'), text: t('noSessionsText') }}
      columns={[
        { key: 'name', title: t('name'), render: ({ name }) => name },
        { key: 'device', title: t('device'), render: ({ device }) => (device === '' ? t('unknown') : device) },
        { key: 'address', title: t('address'), render: ({ address }) => address },
        { key: 'begun', title: t('begun'), render: ({ begunAt }) => <Time at={begunAt} /> },
        { key: 'seen', title: t('seen'), render: ({ seenAt }) => <Time at={seenAt} form="ago" /> },
        {
          key: 'act',
          title: t('act'),
          align: 'right',
          render: ({ id, name }) => (
            <Button size="xs" variant="default" aria-label={t('endOne', { name })} onClick={() => end.mutate(id)}>
              {t('end')}
            </Button>
          ),
        },
      ]}
    />
  );
}

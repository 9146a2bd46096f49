import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { DataTable } from '../../parts/data-table';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useList } from '../../parts/use-list';
import type { SessionRow } from './types';

const PATH = '/api/v1/account/sessions';

export function OwnSessions() {
  const { t } = useTranslation('account');
  const query = useList<{ sessions: SessionRow[] }>(PATH);
  const end = useAct({
    run: (id: string) => api.delete(`${PATH}/${id}`),
    done: t('sessions.ended'),
    renews: [[PATH]],
  });
  const endOthers = useAct({
    run: () => api.post<{ ended: number }>(`${PATH}/end-others`),
    done: ({ ended }) => t('sessions.endedOthers', { count: ended }),
    renews: [[PATH]],
  });
  return (
    <Stack gap="sm">
      <DataTable
        label={t('sessions.title')}
        rows={query.data?.sessions}
        rowKey={({ id }) => id}
        query={query}
        empty={{ title: t('sessions.title'), text: '' }}
        columns={[
          {
            key: 'device',
            title: t('sessions.device'),
            render: ({ device, current }) => (
              <Group gap="xs">
                <Text size="sm">{device === '' ? t('sessions.unknown') : device}</Text>
                {current === true && <Badge variant="light">{t('sessions.current')}</Badge>}
              </Group>
            ),
          },
          { key: 'address', title: t('sessions.address'), render: ({ address }) => address },
          { key: 'begun', title: t('sessions.begun'), render: ({ begunAt }) => <Time at={begunAt} /> },
          { key: 'seen', title: t('sessions.seen'), render: ({ seenAt }) => <Time at={seenAt} form="ago" /> },
          {
            key: 'act',
            title: t('sessions.what'),
            align: 'right',
            render: ({ id, current, device }) =>
              current === true ? null : (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t('sessions.endOne', { device })}
                  onClick={() => end.mutate(id)}
                >
                  {t('sessions.end')}
                </Button>
              ),
          },
        ]}
      />
      <Group>
        <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
          {t('sessions.endOthers')}
        </Button>
      </Group>
    </Stack>
  );
}

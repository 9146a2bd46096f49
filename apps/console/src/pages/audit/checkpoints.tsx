import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import type { Column } from '../../parts/data-table';
import { DataTable } from '../../parts/data-table';
import { saveText } from '../../parts/save-file';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import type { CheckpointFacts, CheckpointFile, Head } from './types';

const PATH = '/api/v1/audit/checkpoints';
const HEAD = '/api/v1/audit/head';

/** The installation's signed word of where its history stood, to be kept elsewhere. */
export function Checkpoints() {
  const { t } = useTranslation('audit');
  const { may } = useSession();
  const query = useOne<{ checkpoints: readonly CheckpointFacts[] }>(PATH);
  const head = useOne<Head>(HEAD);
  const renews = [[PATH], [HEAD]];
  const make = useAct({
    run: () => api.post<CheckpointFile>(PATH),
    done: ({ number }) => t('made', { number }),
    renews,
  });
  const save = useAct({
    run: (number: number) => api.get<CheckpointFile>(`${PATH}/${String(number)}`),
    done: null,
    then: ({ number, file }) => saveText(`checkpoint-${String(number)}.json`, file, 'application/json'),
  });
  const pem = head.data?.publicKey ?? null;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('checkpoints')}
        </Title>
        <Group gap="xs">
          {pem !== null && (
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => saveText('history.pem', pem)}
            >
              {t('saveKey')}
            </Button>
          )}
          {may('operator') && (
            <Button loading={make.isPending} onClick={() => make.mutate()}>
              {t('make')}
            </Button>
          )}
        </Group>
      </Group>
      <Text size="sm" c="dimmed">
        {t('checkpointsText')}
      </Text>
      {head.data?.problem != null && <Problem head={head.data} />}
      <DataTable
        label={t('checkpoints')}
        columns={columns(t, (number) => save.mutate(number))}
        rows={query.data?.checkpoints}
        rowKey={({ number }) => String(number)}
        query={query}
        empty={{ title: t('noCheckpoint'), text: t('noCheckpointText') }}
      />
    </Stack>
  );
}

function columns(t: TFunction<'audit'>, onSave: (number: number) => void): Column<CheckpointFacts>[] {
  return [
    { key: 'number', title: t('number'), render: ({ number }) => number },
    { key: 'at', title: t('at'), render: ({ at }) => (at === undefined ? '–' : <Time at={at} />) },
    { key: 'sequence', title: t('entries'), align: 'right', render: ({ sequence }) => sequence ?? '–' },
    {
      key: 'cause',
      title: t('cause'),
      render: ({ cause, accepted, problem }) => (
        <Text size="sm" miw={140}>
          {problem !== undefined ? t('unreadable', { problem }) : t(`causes.${cause ?? 'time'}`)}
          {accepted != null && ` ${t('accepted', { actor: accepted.actor, reason: accepted.reason })}`}
        </Text>
      ),
    },
    {
      key: 'file',
      title: t('file'),
      render: ({ number, problem }) =>
        problem === undefined && (
          <Button size="xs" variant="default" aria-label={t('saveOne', { number })} onClick={() => onSave(number)}>
            {t('common:act.download')}
          </Button>
        ),
    },
  ];
}

/** A person answers for a history that does not go on from the checkpoint before. */
function Problem({ head: { problem, installation } }: { readonly head: Head }) {
  const { t } = useTranslation('audit');
  const { may } = useSession();
  const ask = useConfirm();
  const { mutate, isPending } = useAct({
    run: (reason: string) => api.post('/api/v1/audit/breaks', { reason }),
    done: t('breakAccepted'),
    renews: [[PATH], [HEAD], ['/api/v1/health']],
  });
  const accept = async (): Promise<void> => {
    const word = installation.slice(0, 8);
    const question = { title: t('acceptTitle'), text: t('acceptText'), act: t('accept'), word };
    const reason = await ask({ ...question, reason: 'needed', isDangerous: true });
    if (reason !== null) mutate(reason);
  };
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} title={t('problem')}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{problem?.detail}</Text>
        {may() && (
          <Button color="red.8" loading={isPending} onClick={() => void accept()}>
            {t('accept')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

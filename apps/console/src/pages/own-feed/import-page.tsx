import { Alert, Button, Group, Paper, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, queryText } from '../../api/http';
import { Page } from '../../parts/page';
import { useAct } from '../../parts/use-act';
import { ImportPreview } from '../overrides/import-preview';
import { kindOf } from '../overrides/object-kinds';
import type { FileRow } from '../overrides/row-file';
import { fileRows } from '../overrides/row-file';
import { RowSource } from '../overrides/row-source';
import type { ImportOutcome } from '../overrides/types';
import { ZoneDefault } from '../overrides/zone-default';
import { objectCells } from './object-cells';
import { OWN_FEED_RENEWED } from './use-remove-entry';

/** Entries of the own feed from a file: what would happen is seen before it does. */
export default function ImportPage() {
  const { t } = useTranslation(['own-feed', 'overrides', 'lookup']);
  const [text, setText] = useState('');
  const [zone, setZone] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [outcome, setOutcome] = useState<ImportOutcome | null>(null);
  const changed = <T,>(set: (value: T) => void) => {
    return (value: T): void => {
      set(value);
      setOutcome(null);
    };
  };
  const send = (isTrial: boolean): Promise<ImportOutcome> => {
    const body = fileRows(text).map((row) => `${JSON.stringify(rowOf(row))}\n`);
    const parameters = { zone, reason: reason.trim(), dryRun: isTrial ? 'true' : null };
    const headers = { 'content-type': 'application/x-ndjson' };
    return api.post(`/api/v1/own-feed/import${queryText(parameters)}`, body.join(''), { headers });
  };
  const check = useAct<void, ImportOutcome>({ run: () => send(true), done: null, then: setOutcome });
  const act = useAct<void, ImportOutcome>({
    run: () => send(false),
    done: ({ added, replaced }) => t('own-feed:done.imported', { count: added + replaced }),
    renews: OWN_FEED_RENEWED,
    then: () => {
      setText('');
      setOutcome(null);
    },
  });
  const count = outcome === null ? 0 : outcome.added + outcome.replaced;
  return (
    <Page
      title={t('own-feed:importing')}
      description={t('overrides:importing.description')}
      above={[{ title: t('own-feed:title'), to: '/own-feed' }]}
      actions={
        <Button component={Link} to="/own-feed" variant="default">
          {t('own-feed:toList')}
        </Button>
      }
    >
      <Paper withBorder p="md">
        <Stack gap="md">
          <RowSource text={text} onChange={changed(setText)} />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <ZoneDefault value={zone} onChange={changed(setZone)} />
            <TextInput
              label={t('overrides:importing.reason')}
              maxLength={500}
              value={reason}
              onChange={(event) => changed(setReason)(event.currentTarget.value)}
            />
          </SimpleGrid>
          <Group>
            <Button
              variant={outcome === null ? 'filled' : 'default'}
              loading={check.isPending}
              disabled={text.trim() === ''}
              onClick={() => check.mutate()}
            >
              {t(outcome === null ? 'overrides:importing.check' : 'overrides:importing.checkAgain')}
            </Button>
            {count > 0 && (
              <Button loading={act.isPending} onClick={() => act.mutate()}>
                {t('own-feed:act', { count })}
              </Button>
            )}
          </Group>
        </Stack>
      </Paper>
      {outcome !== null && (
        <>
          {count === 0 && <Alert color="gray">{t('overrides:importing.nothing')}</Alert>}
          <ImportPreview outcome={outcome} />
        </>
      )}
    </Page>
  );
}

function rowOf({ line, cells, listed }: FileRow): Record<string, unknown> {
  if (listed !== undefined) return { line, ...objectCells(listed, kindOf(listed)) };
  return { ...cells, line };
}

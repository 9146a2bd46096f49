import { Alert, Button, Group, Paper, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, queryText } from '../../api/http';
import { useSession } from '../../api/use-session';
import { Page } from '../../parts/page';
import { useAct } from '../../parts/use-act';
import { CustomerPicker } from '../lookup/view-picker';
import type { Expiry } from './expiry-field';
import { ExpiryField, expiryText } from './expiry-field';
import { ConflictList } from './conflict-list';
import { ImportPreview } from './import-preview';
import type { OverrideRow } from './override-rows';
import { overrideRows } from './override-rows';
import type { FileRow } from './row-file';
import { fileRows } from './row-file';
import { RowSource } from './row-source';
import { RENEWED } from './set-override';
import type { ImportOutcome } from './types';
import type { Conflict } from './vendor-conflicts';
import { vendorConflicts } from './vendor-conflicts';
import { ZoneDefault } from './zone-default';

const FIRST_EXPIRY: Expiry = { choice: '30d', exact: '' };

interface Checked {
  readonly outcome: ImportOutcome;
  readonly conflicts: readonly Conflict[];
  readonly rows: number;
}

/** Overrides from a file: what would happen is seen before it does. */
export default function ImportPage() {
  const { t } = useTranslation(['overrides', 'lookup']);
  const { caller } = useSession();
  const [text, setText] = useState('');
  const [zone, setZone] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [expiry, setExpiry] = useState(FIRST_EXPIRY);
  const [customer, setCustomer] = useState(caller.customer);
  const [checked, setChecked] = useState<Checked | null>(null);
  const changed = <T,>(set: (value: T) => void) => {
    return (value: T): void => {
      set(value);
      setChecked(null);
    };
  };
  const send = async (isTrial: boolean): Promise<{ outcome: ImportOutcome; rows: OverrideRow[] }> => {
    const read = fileRows(text);
    const rows = read.flatMap((row) => (row.flaw === undefined ? overrideRows(row) : []));
    const parameters = {
      ...{ zone, customer, reason: reason.trim(), expires: expiryText(expiry) },
      dryRun: isTrial ? 'true' : null,
    };
    const body = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    const headers = { 'content-type': 'application/x-ndjson' };
    const path = `/api/v1/overrides/import${queryText(parameters)}`;
    return { outcome: withUnread(await api.post<ImportOutcome>(path, body, { headers }), read, rows), rows };
  };
  const check = useAct({
    run: async () => {
      const { outcome, rows } = await send(true);
      setChecked({ outcome, conflicts: await vendorConflicts(rows, zone, customer), rows: rows.length });
    },
    done: null,
  });
  const act = useAct<void, ImportOutcome>({
    run: async () => (await send(false)).outcome,
    done: ({ added, replaced }) => t('overrides:importing.done', { count: added + replaced }),
    renews: RENEWED,
    then: () => {
      setText('');
      setChecked(null);
    },
  });
  const count = checked === null ? 0 : checked.outcome.added + checked.outcome.replaced;
  return (
    <Page
      title={t('overrides:importing.title')}
      description={t('overrides:importing.description')}
      above={[{ title: t('overrides:title'), to: '/overrides' }]}
      actions={
        <Button component={Link} to="/overrides" variant="default">
          {t('overrides:importing.toList')}
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
            <ExpiryField value={expiry} onChange={changed(setExpiry)} />
            {caller.customer === null && (
              <CustomerPicker
                label={t('overrides:form.owner')}
                none={t('overrides:form.everybody')}
                chosen={customer}
                onChoose={changed(setCustomer)}
              />
            )}
          </SimpleGrid>
          <Group>
            <Button
              variant={checked === null ? 'filled' : 'default'}
              loading={check.isPending}
              disabled={text.trim() === ''}
              onClick={() => check.mutate()}
            >
              {t(checked === null ? 'overrides:importing.check' : 'overrides:importing.checkAgain')}
            </Button>
            {count > 0 && (
              <Button loading={act.isPending} onClick={() => act.mutate()}>
                {t('overrides:importing.act', { count })}
              </Button>
            )}
          </Group>
        </Stack>
      </Paper>
      {checked !== null && (
        <>
          {count === 0 && <Alert color="gray">{t('overrides:importing.nothing')}</Alert>}
          <ImportPreview outcome={checked.outcome} />
          <ConflictList conflicts={checked.conflicts} rows={checked.rows} />
        </>
      )}
    </Page>
  );
}

/** Lines that were no rows at all are refused here; the service never saw them. */
function withUnread(outcome: ImportOutcome, read: readonly FileRow[], rows: readonly OverrideRow[]): ImportOutcome {
  const known = new Set(rows.map(({ line }) => line));
  const unread = read.filter(({ line }) => !known.has(line));
  const rejects = unread.map(({ line, flaw }) => ({
    line,
    detail:
      flaw === undefined
        ? 'names no object: hashes have 32, 40 or 64 hexadecimal digits; a domain has a dot'
        : 'is not a JSON object',
  }));
  return { ...outcome, rejected: outcome.rejected + rejects.length, rejects: [...rejects, ...outcome.rejects] };
}

import { Alert, Button, FileButton, Group, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, queryText } from '../../api/http';
import { count } from '../../parts/number-text';
import { Fault } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import { useOne } from '../../parts/use-list';
import { guardRows } from './guard-rows';
import { Skipped } from './skipped';
import type { GuardKind, GuardView } from './types';
import { GUARDS, GUARD_KINDS } from './types';

const LIMIT_BYTES = 200 * 1024 * 1024;
const NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/;

/** Takes a file as a list, in place of what the list of that name had. */
export function GuardImport() {
  const { t, i18n } = useTranslation('guards');
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('');
  const [kind, setKind] = useState<GuardKind>('objects');
  const [feed, setFeed] = useState<string | null>(null);
  const feeds = useOne<{ feeds: readonly { feed: string }[] }>('/api/v1/feeds');
  const send = useAct({
    run: async () => {
      const rows = guardRows((await file?.text()) ?? '');
      const body = new Blob(rows.map((row) => `${JSON.stringify(row)}\n`));
      const path = `${GUARDS}/import${queryText({ name, kind, feed })}`;
      return api.post<GuardView>(path, body, { headers: { 'content-type': 'application/x-ndjson' } });
    },
    done: ({ name: list, entries }) => t('import.done', { name: list, n: count(entries, i18n.language) }),
    renews: [[GUARDS]],
    then: () => setFile(null),
    isQuiet: true,
  });
  const take = (chosen: File | null | undefined): void => {
    if (chosen == null) return;
    setFile(chosen);
    send.reset();
    if (name === '') setName(chosen.name.replace(/\.[^.]*$/, '').replace(/[^A-Za-z0-9 ._-]/g, '-'));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send.mutate();
  };
  const isTooLarge = file !== null && file.size > LIMIT_BYTES;
  return (
    <Paper
      withBorder
      p="md"
      component="form"
      onSubmit={submit}
      aria-labelledby="guard-import"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer.files[0]);
      }}
    >
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" id="guard-import">
            {t('import.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('import.text')}
          </Text>
        </div>
        <Group>
          <FileButton onChange={take} inputProps={{ 'aria-label': t('import.choose') }}>
            {(props) => (
              <Button variant="default" {...props}>
                {t('import.choose')}
              </Button>
            )}
          </FileButton>
          <Text size="sm" c="dimmed">
            {file === null ? t('import.drop') : file.name}
          </Text>
        </Group>
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <TextInput
            label={t('fact.list')}
            value={name}
            required
            maxLength={100}
            error={name !== '' && !NAME.test(name) ? t('import.name') : null}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label={t('fact.kind')}
            value={kind}
            allowDeselect={false}
            data={GUARD_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
            onChange={(value) => setKind(value as GuardKind)}
          />
          <Select
            label={t('fact.for')}
            placeholder={t('allFeeds')}
            clearable
            data={(feeds.data?.feeds ?? []).map((one) => one.feed)}
            value={feed}
            onChange={setFeed}
          />
        </Group>
        {isTooLarge && <Alert color="red">{t('import.tooLarge')}</Alert>}
        {send.error !== null && <Fault error={send.error} />}
        {send.data !== undefined && <Skipped skipped={send.data.skipped} />}
        <Group>
          <Button type="submit" loading={send.isPending} disabled={file === null || isTooLarge || !NAME.test(name)}>
            {t('import.act')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

import { Alert, Anchor, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { Page } from '../../parts/page';
import { csvText, saveText } from '../../parts/save-file';
import { DropZone } from './drop-zone';
import { peek } from './license-text';
import type { HandedFile } from './license-text';
import { ResultList } from './result-list';
import { submitFiles } from './submit-files';
import type { FileResult } from './submit-files';

interface Run {
  readonly total: number;
  readonly results: readonly FileResult[];
  readonly isRunning: boolean;
}

/** License files and announcements, one or hundreds, dropped, chosen or pasted; each with what became of it. */
export default function SubmitPage() {
  const { t } = useTranslation('licenses');
  const [search] = useSearchParams();
  const key = search.get('key')?.toLowerCase() ?? null;
  const [run, setRun] = useState<Run | null>(null);
  const [others, setOthers] = useState<{ files: HandedFile[]; name: string; fingerprint: string } | null>(null);
  const stopped = useRef(false);
  const client = useQueryClient();
  const submit = async (files: readonly HandedFile[]): Promise<void> => {
    stopped.current = false;
    setOthers(null);
    setRun({ total: files.length, results: [], isRunning: true });
    try {
      await submitFiles(
        files,
        (some) => setRun((one) => one && { ...one, results: [...one.results, ...some] }),
        () => stopped.current,
      );
    } finally {
      setRun((one) => one && { ...one, isRunning: false });
      await client.invalidateQueries({ predicate: ({ queryKey: [path] }) => /license|customer/.test(String(path)) });
    }
  };
  const look = (files: HandedFile[]): void => {
    if (key === null) return void submit(files);
    const right = files.filter((one) => one.kind === 'license' && peek(one.text)?.fingerprint === key);
    const [wrong] = files;
    if (right.length > 0 || wrong === undefined) return void submit(right);
    setOthers({ files, name: wrong.name, fingerprint: peek(wrong.text)?.fingerprint ?? '' });
  };
  return (
    <Page
      title={t('submit.title')}
      description={t('submit.description')}
      above={[{ title: t('list.title'), to: '/licenses' }]}
    >
      <Stack gap="lg">
        {key !== null && (
          <Alert color="indigo" title={t('submit.forKey', { fingerprint: key })}>
            {t('submit.forKeyText')}{' '}
            <Anchor component={Link} to="/licenses/submit" size="sm" c="inherit" underline="always">
              {t('submit.anyKey')}
            </Anchor>
          </Alert>
        )}
        <DropZone onFiles={look} isBusy={run?.isRunning ?? false} />
        {others !== null && (
          <Alert color="yellow" title={t('submit.otherKey', { name: others.name })}>
            <Stack gap="xs" align="flex-start">
              <Text size="sm">
                {others.fingerprint === ''
                  ? t('submit.unreadable')
                  : t('submit.otherKeyText', { fingerprint: others.fingerprint, key })}
              </Text>
              <Button size="xs" variant="default" onClick={() => void submit(others.files)}>
                {t('submit.anyway')}
              </Button>
            </Stack>
          </Alert>
        )}
        {run !== null && <Results run={run} onStop={() => (stopped.current = true)} />}
      </Stack>
    </Page>
  );
}

function Results({ run, onStop }: { readonly run: Run; readonly onStop: () => void }) {
  const { t } = useTranslation('licenses');
  const { total, results, isRunning } = run;
  const refused = results.filter(({ outcome }) => !outcome.ok).length;
  const save = (): void => {
    const rows = results.map(({ name, outcome }) =>
      outcome.ok && outcome.state !== 'announced'
        ? [name, outcome.state, outcome.fingerprint, outcome.licenseId, outcome.customer, outcome.notes.join(' ')]
        : outcome.ok
          ? [name, outcome.state, '', '', outcome.vendor, '']
          : [name, outcome.code, '', '', '', [outcome.detail, outcome.advice].join(' ')],
    );
    const header = ['file', 'result', 'key', 'license', 'customer', 'notes'];
    saveText('submitted-licenses.csv', csvText([header, ...rows]), 'text/csv;charset=utf-8');
  };
  return (
    <Stack gap="sm" component="section" aria-label={t('submit.results')}>
      <Group justify="space-between">
        <Text role="status" fw={600}>
          {t('submit.summary', { done: results.length, total, taken: results.length - refused, refused })}
        </Text>
        <Group gap="xs">
          {isRunning && (
            <Button variant="default" size="xs" onClick={onStop}>
              {t('submit.stop')}
            </Button>
          )}
          {results.length > 0 && (
            <Button variant="default" size="xs" onClick={save}>
              {t('list.export')}
            </Button>
          )}
        </Group>
      </Group>
      {isRunning && (
        <Progress value={total === 0 ? 0 : (100 * results.length) / total} aria-label={t('submit.progress')} animated />
      )}
      {!isRunning && results.length < total && (
        <Text size="sm">{t('submit.stopped', { count: total - results.length })}</Text>
      )}
      <ResultList results={results} />
    </Stack>
  );
}

import { Alert, Button, Group, Paper, Progress, Stack, Table, Text, UnstyledButton } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { csvText, saveText } from '../../parts/save-file';
import { Fault } from '../../parts/states';
import { ZONES, ZoneBadge } from '../../parts/zone-badge';
import type { LookupView } from './explain';
import { explainMany } from './explain';
import { CSV_HEADER, csvRow } from './list-export';
import { useSourceWords } from './source-words';
import type { ExplainedOrNot } from './types';
import { ScrollBox } from '../../parts/scroll-box';

interface ManyResultsProps {
  readonly objects: readonly string[];
  readonly view: LookupView;
  readonly onPick: (object: string) => void;
}

/** The answers about a list, as they come; each leads to its explanation, all of them into a file. */
export function ManyResults({ objects, view, onPick }: ManyResultsProps) {
  const { t } = useTranslation('lookup');
  const { results, error, isDone } = useAnswers(objects, view);
  const save = (kind: 'csv' | 'ndjson'): void => {
    if (kind === 'csv') saveText('lookup.csv', csvText([CSV_HEADER, ...results.map(csvRow)]), 'text/csv;charset=utf-8');
    else saveText('lookup.ndjson', results.map((one) => `${JSON.stringify(one)}\n`).join(''), 'application/x-ndjson');
  };
  const of = (zone: string): number => results.filter((one) => 'answer' in one && one.answer.zone === zone).length;
  const unread = results.filter((one) => 'error' in one).length;
  return (
    <Stack gap="sm">
      {!isDone && error === null && (
        <Progress value={(results.length / objects.length) * 100} aria-label={t('many.progress')} />
      )}
      {error !== null && <Fault error={error} />}
      <Group justify="space-between">
        <Group gap="sm" role="status" aria-live="polite">
          <Text fw={600}>{t('many.answered', { count: results.length - unread, of: objects.length })}</Text>
          {ZONES.filter((zone) => of(zone) > 0).map((zone) => (
            <Group key={zone} gap={4}>
              <ZoneBadge zone={zone} />
              <Text>{of(zone)}</Text>
            </Group>
          ))}
          {unread > 0 && <Text>{t('many.unread', { count: unread })}</Text>}
        </Group>
        <Group gap="xs">
          {(['csv', 'ndjson'] as const).map((kind) => (
            <Button
              key={kind}
              variant="default"
              size="sm"
              disabled={!isDone}
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => save(kind)}
            >
              {kind === 'csv' ? 'CSV' : 'NDJSON'}
            </Button>
          ))}
        </Group>
      </Group>
      <ResultTable results={results} onPick={onPick} />
    </Stack>
  );
}

function ResultTable({
  results,
  onPick,
}: { readonly results: readonly ExplainedOrNot[] } & Pick<ManyResultsProps, 'onPick'>) {
  const { t } = useTranslation('lookup');
  const words = useSourceWords();
  return (
    <Paper withBorder>
      <ScrollBox label={t('many.label')}>
        <Table aria-label={t('many.label')} verticalSpacing="xs" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('many.object')}</Table.Th>
              <Table.Th scope="col">{t('many.zone')}</Table.Th>
              <Table.Th scope="col">{t('many.what')}</Table.Th>
              <Table.Th scope="col">{t('many.by')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {results.map((one) => (
              <Table.Tr key={String(one.input)}>
                <Table.Td maw={420}>
                  <UnstyledButton className="mono" td="underline" onClick={() => onPick(String(one.input))}>
                    {String(one.input)}
                  </UnstyledButton>
                </Table.Td>
                <Table.Td>{'error' in one ? t('many.notRead') : <ZoneBadge zone={one.answer.zone} />}</Table.Td>
                <Table.Td>
                  {'error' in one ? (
                    <Alert color="red" p={6}>
                      {one.error.detail}
                    </Alert>
                  ) : (
                    (one.answer.threat ?? one.answer.product)
                  )}
                </Table.Td>
                <Table.Td>{'error' in one ? null : words(one.answer.source)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </Paper>
  );
}

function useAnswers(objects: readonly string[], { customer, license }: LookupView) {
  const [results, setResults] = useState<readonly ExplainedOrNot[]>([]);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const stop = new AbortController();
    setResults([]);
    setError(null);
    const view = { ...(customer === undefined ? {} : { customer }), ...(license === undefined ? {} : { license }) };
    const add = (more: readonly ExplainedOrNot[]): void => setResults((before) => [...before, ...more]);
    explainMany(objects, view, add, stop.signal).catch((why: unknown) => {
      if (!stop.signal.aborted) setError(why);
    });
    return () => stop.abort();
  }, [objects, customer, license]);
  return { results, error, isDone: results.length >= objects.length };
}

import { Button, Group, Paper, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { count } from '../../parts/number-text';
import { csvText, saveText } from '../../parts/save-file';
import type { ImportOutcome } from './types';

const FIGURES = ['added', 'replaced', 'unchanged', 'repeated', 'rejected'] as const;
const SHOWN = 200;

/** What would happen: how many rows of each fate, and why some are refused. */
export function ImportPreview({ outcome }: { readonly outcome: ImportOutcome }) {
  const { t, i18n } = useTranslation('overrides');
  const { rejects } = outcome;
  const save = (): void => {
    const rows = rejects.map(({ line, detail }) => [line, detail]);
    saveText('refused.csv', csvText([['line', 'reason'], ...rows]), 'text/csv;charset=utf-8');
  };
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 2, sm: 5 }} component="dl" m={0}>
        {FIGURES.filter((figure) => outcome[figure] !== undefined).map((figure) => (
          <Paper key={figure} withBorder p="sm">
            <Text component="dt" size="sm" c="dimmed">
              {t(`importing.${figure}`)}
            </Text>
            <Text component="dd" m={0} fw={700} size="xl">
              {count(outcome[figure] ?? 0, i18n.language)}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
      {rejects.length > 0 && (
        <Paper withBorder p="md" component="section" aria-label={t('importing.rejects')}>
          <Group justify="space-between" mb="xs">
            <Title order={2} size="h4">
              {t('importing.rejects')}
            </Title>
            <Button variant="default" size="sm" leftSection={<IconDownload size={16} aria-hidden />} onClick={save}>
              {t('importing.saveRejects')}
            </Button>
          </Group>
          <Table aria-label={t('importing.rejects')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('importing.line')}</Table.Th>
                <Table.Th scope="col">{t('importing.why')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rejects.slice(0, SHOWN).map(({ line, detail }, i) => (
                <Table.Tr key={`${String(line)} ${String(i)}`}>
                  <Table.Td>{line}</Table.Td>
                  <Table.Td>{detail}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          {rejects.length > SHOWN && <Text size="sm">{t('importing.rejectsShown', { count: SHOWN })}</Text>}
        </Paper>
      )}
    </Stack>
  );
}

import { Box, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChartAreaLine, IconTable } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChartRow } from './pulse-series';
import { ScrollBox } from '../../parts/scroll-box';

export interface Series {
  readonly name: string;
  readonly label: string;
  readonly color: string;
}

interface FigureProps {
  readonly title: string;
  /** Of its heading; 3 where a section has one of its own. */
  readonly order?: 2 | 3;
  /** What is drawn, and its totals, for those who do not see it. */
  readonly summary: string;
  readonly series: readonly Series[];
  readonly rows: readonly ChartRow[];
  readonly timeText: (at: number) => string;
  readonly valueText: (value: number) => string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A chart with its name, and the same figures as a table. */
export function Figure({
  title,
  order = 3,
  summary,
  series,
  rows,
  timeText,
  valueText,
  actions,
  children,
}: FigureProps) {
  const { t } = useTranslation('overview');
  const [isTable, { toggle }] = useDisclosure(false);
  const id = useId();
  const filled = rows.filter((row) => series.some(({ name }) => (row[name] ?? 0) !== 0)).reverse();
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id} style={{ minWidth: 0 }}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Title order={order} size="h5" id={id}>
            {title}
          </Title>
          <Group gap="xs">
            {actions}
            <Button
              size="compact-sm"
              variant="subtle"
              aria-pressed={isTable}
              aria-label={t(isTable ? 'chart.asChartOf' : 'chart.asTableOf', { what: title })}
              leftSection={isTable ? <IconChartAreaLine size={16} aria-hidden /> : <IconTable size={16} aria-hidden />}
              onClick={toggle}
            >
              {t(isTable ? 'chart.asChart' : 'chart.asTable')}
            </Button>
          </Group>
        </Group>
        <Text size="sm" c="dimmed">
          {summary}
        </Text>
        {isTable ? (
          <ScrollBox label={t('chart.asTableOf', { what: title })}>
            <Table aria-label={title} stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{t('chart.time')}</Table.Th>
                  {series.map(({ name, label }) => (
                    <Table.Th key={name} scope="col" ta="right">
                      {label}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {filled.map((row) => (
                  <Table.Tr key={row.at}>
                    <Table.Th scope="row" fw={400} style={{ whiteSpace: 'nowrap' }}>
                      {timeText(row.at)}
                    </Table.Th>
                    {series.map(({ name }) => (
                      <Table.Td key={name} ta="right">
                        {row[name] === null || row[name] === undefined ? '–' : valueText(row[name])}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollBox>
        ) : (
          <Box aria-hidden>{children}</Box>
        )}
      </Stack>
    </Paper>
  );
}

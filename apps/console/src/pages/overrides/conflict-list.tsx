import { Paper, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Zone } from '../../parts/zone-badge';
import { ZONES, ZoneBadge } from '../../parts/zone-badge';
import type { Conflict } from './vendor-conflicts';
import { MOST_COMPARED } from './vendor-conflicts';
import { ScrollBox } from '../../parts/scroll-box';

interface ConflictListProps {
  readonly conflicts: readonly Conflict[];
  readonly rows: number;
}

const SHOWN = 200;

/** Rows that say otherwise than the feeds. */
export function ConflictList({ conflicts, rows }: ConflictListProps) {
  const { t } = useTranslation('overrides');
  if (rows === 0) return null;
  return (
    <Paper withBorder p="md" component="section" aria-label={t('importing.conflicts')}>
      <Title order={2} size="h4" mb="xs">
        {t('importing.conflicts')}
      </Title>
      <Text size="sm">
        {conflicts.length === 0
          ? t('importing.conflictsNone')
          : t('importing.conflictsSome', { count: conflicts.length })}{' '}
        {rows > MOST_COMPARED && t('importing.conflictsCut', { count: MOST_COMPARED })}
      </Text>
      {conflicts.length > 0 && (
        <ScrollBox label={t('importing.conflicts')}>
          <Table aria-label={t('importing.conflicts')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('importing.line')}</Table.Th>
                <Table.Th scope="col">{t('importing.object')}</Table.Th>
                <Table.Th scope="col">{t('importing.wanted')}</Table.Th>
                <Table.Th scope="col">{t('importing.says')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {conflicts.slice(0, SHOWN).map((one, i) => (
                <Table.Tr key={`${String(one.line)} ${String(i)}`}>
                  <Table.Td>{one.line}</Table.Td>
                  <Table.Td className="mono">{one.object}</Table.Td>
                  <Table.Td>{isZone(one.wanted) ? <ZoneBadge zone={one.wanted} /> : one.wanted}</Table.Td>
                  <Table.Td>
                    <ZoneBadge zone={one.zone} /> {one.feed}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      )}
    </Paper>
  );
}

function isZone(text: string): text is Zone {
  return (ZONES as readonly string[]).includes(text);
}

import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Card } from './card';
import { ScrollBox } from '../../parts/scroll-box';

const CODES = [
  'LICENSE_KEY_MISSING',
  'LICENSE_KEY_MALFORMED',
  'LICENSE_KEY_NOT_SUBMITTED',
  'LICENSE_REVOKED',
  'LICENSE_CHANGED',
  'LICENSE_KEY_SUPERSEDED',
  'LICENSE_NOT_YET_VALID',
  'LICENSE_EXPIRED',
  'LICENSE_SCOPE',
  'LICENSE_RATE',
] as const;

/** Everything that a refused endpoint can say, in the order in which it is judged, with what it means and who does what. */
export function CodeTable() {
  const { t } = useTranslation('licenses');
  return (
    <Card title={t('codes.title')}>
      <ScrollBox label={t('codes.title')}>
        <Table aria-label={t('codes.title')} verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('codes.said')}</Table.Th>
              <Table.Th scope="col">{t('codes.todo')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {CODES.map((code) => (
              <Table.Tr key={code}>
                <Table.Td miw={220}>
                  <Text size="sm" fw={600}>
                    {t(`code.${code}`)}
                  </Text>
                  <Text size="xs" className="mono">
                    {code}
                  </Text>
                </Table.Td>
                <Table.Td miw={240}>{t(`do.${code}`)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </Card>
  );
}

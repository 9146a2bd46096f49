import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { count } from '../../parts/number-text';
import { ScrollBox } from '../../parts/scroll-box';
import { MEMBERS, memberOf } from './steering-form';
import type { WholeProxy } from './types';

/** What is set for a proxy from here, and for whom it was set. */
export function EffectiveSettings({ proxy: { settings, effective } }: { readonly proxy: WholeProxy }) {
  const { t, i18n } = useTranslation('proxies');
  const rows = MEMBERS.flatMap(([section, name]) => {
    const value = memberOf(effective, section, name);
    const isOwn = memberOf(settings, section, name) !== undefined;
    return value === undefined ? [] : [{ key: `${section}.${name}`, value: count(value, i18n.language), isOwn }];
  });
  const { allowedClients } = effective;
  if (allowedClients !== undefined)
    rows.push({
      key: 'allowedClients',
      value: allowedClients.join(', '),
      isOwn: settings.allowedClients !== undefined,
    });
  if (rows.length === 0) return <Text size="sm">{t('nothingSet')}</Text>;
  return (
    <ScrollBox label={t('effective')}>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('setting')}</Table.Th>
            <Table.Th scope="col">{t('value')}</Table.Th>
            <Table.Th scope="col">{t('setFor')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, value, isOwn }) => (
            <Table.Tr key={key}>
              <Table.Td>{t(`member.${key}`)}</Table.Td>
              <Table.Td>{value}</Table.Td>
              <Table.Td>{t(isOwn ? 'setOwn' : 'setAll')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

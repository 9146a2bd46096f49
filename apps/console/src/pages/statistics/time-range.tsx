import { Group, SegmentedControl, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ListState } from '../../parts/use-list';

/** Days of UTC, and the unit: in the address, as the service knows them. */
export function TimeRange({ list, hasUnit }: { readonly list: ListState; readonly hasUnit: boolean }) {
  const { t } = useTranslation('statistics');
  const field = (name: 'from' | 'to') => (
    <TextInput
      type="date"
      label={t(`range.${name}`)}
      value={list.get(name)}
      onChange={({ currentTarget: { value } }) => list.set({ [name]: value })}
    />
  );
  return (
    <Group gap="sm" align="flex-end">
      {hasUnit && (
        <SegmentedControl
          aria-label={t('range.by')}
          value={list.get('by')}
          onChange={(by) => list.set({ by })}
          data={[
            { value: 'day', label: t('range.day') },
            { value: 'hour', label: t('range.hour') },
          ]}
        />
      )}
      {field('from')}
      {field('to')}
    </Group>
  );
}

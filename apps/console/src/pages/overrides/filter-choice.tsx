import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ListState } from '../../parts/use-list';

interface FilterChoiceProps {
  readonly list: ListState;
  readonly name: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}

/** A filter of a list that is chosen among words. */
export function FilterChoice({ list, name, options }: FilterChoiceProps) {
  const { t } = useTranslation('overrides');
  const label = t(`filter.${name}`);
  const chosen = list.get(name);
  return (
    <Select
      aria-label={label}
      placeholder={label}
      data={options.map(([value, text]) => ({ value, label: text }))}
      value={chosen === '' ? null : chosen}
      clearable
      searchable={options.length > 8}
      clearButtonProps={{ 'aria-label': t('filter.clear', { what: label }) }}
      onChange={(value) => list.set({ [name]: value ?? '' })}
      w={{ base: 'calc(50% - 8px)', xs: 170 }}
    />
  );
}

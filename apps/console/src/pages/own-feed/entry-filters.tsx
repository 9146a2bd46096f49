import { Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SearchField } from '../../parts/search-field';
import { ZONES } from '../../parts/zone-badge';
import type { ListState } from '../../parts/use-list';
import { KINDS } from '../overrides/object-kinds';
import { FilterChoice } from '../overrides/filter-choice';

const STATES = ['in-force', 'ended', 'any'] as const;

export function EntryFilters({ list }: { readonly list: ListState }) {
  const { t } = useTranslation('overrides');
  return (
    <Group gap="sm" align="flex-end">
      <SearchField list={list} name="search" label={t('filter.search')} />
      <FilterChoice
        list={list}
        name="zone"
        options={ZONES.filter((one) => one !== 'grey').map((one) => [one, t(`common:zone.${one}`)])}
      />
      <FilterChoice list={list} name="kind" options={KINDS.map((one) => [one, t(`kind.${one}`)])} />
      <FilterChoice list={list} name="state" options={STATES.map((one) => [one, t(`state.${one}`)])} />
    </Group>
  );
}

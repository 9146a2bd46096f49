import { Group, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { SearchField } from '../../parts/search-field';
import { ZONES } from '../../parts/zone-badge';
import type { ListState } from '../../parts/use-list';
import { useList } from '../../parts/use-list';
import { KINDS } from './object-kinds';

const STATES = ['in-force', 'ended', 'expired', 'any'] as const;
const FEEDS_SAY = ['differ', 'agree', 'nothing'] as const;
const WITHIN_DAYS = ['1', '7', '30'] as const;

interface Customers {
  readonly customers: readonly { readonly id: string; readonly name: string }[];
}

export function OverrideFilters({ list }: { readonly list: ListState }) {
  const { t } = useTranslation('overrides');
  const { caller } = useSession();
  return (
    <Group gap="sm" align="flex-end">
      <SearchField list={list} name="search" label={t('filter.search')} />
      <Choice list={list} name="zone" options={ZONES.map((one) => [one, t(`common:zone.${one}`)])} />
      <Choice list={list} name="kind" options={KINDS.map((one) => [one, t(`kind.${one}`)])} />
      <Choice list={list} name="state" options={STATES.map((one) => [one, t(`state.${one}`)])} />
      <Choice list={list} name="feeds" options={FEEDS_SAY.map((one) => [one, t(`feedsSay.${one}`)])} />
      <Choice
        list={list}
        name="expiring"
        options={WITHIN_DAYS.map((one) => [one, t('filter.within', { count: Number(one) })])}
      />
      {caller.customer === null && <OwnerChoice list={list} />}
    </Group>
  );
}

function OwnerChoice({ list }: { readonly list: ListState }) {
  const { t } = useTranslation('overrides');
  const { data } = useList<Customers>('/api/v1/customers', { limit: '500' });
  const customers = (data?.customers ?? []).map(({ id, name }) => [id, name] as const);
  return <Choice list={list} name="customer" options={[['provider', t('owner.provider')], ...customers]} />;
}

interface ChoiceProps {
  readonly list: ListState;
  readonly name: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}

function Choice({ list, name, options }: ChoiceProps) {
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
      w={{ base: '100%', xs: 170 }}
    />
  );
}

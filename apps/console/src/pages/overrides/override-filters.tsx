import { Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { SearchField } from '../../parts/search-field';
import { ZONES } from '../../parts/zone-badge';
import type { ListState } from '../../parts/use-list';
import { useList } from '../../parts/use-list';
import { FilterChoice } from './filter-choice';
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
      <FilterChoice list={list} name="zone" options={ZONES.map((one) => [one, t(`common:zone.${one}`)])} />
      <FilterChoice list={list} name="kind" options={KINDS.map((one) => [one, t(`kind.${one}`)])} />
      <FilterChoice list={list} name="state" options={STATES.map((one) => [one, t(`state.${one}`)])} />
      <FilterChoice list={list} name="feeds" options={FEEDS_SAY.map((one) => [one, t(`feedsSay.${one}`)])} />
      <FilterChoice
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
  return <FilterChoice list={list} name="customer" options={[['provider', t('owner.provider')], ...customers]} />;
}

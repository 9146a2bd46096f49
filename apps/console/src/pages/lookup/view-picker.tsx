import { Group, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useSession } from '../../api/use-session';
import { useList } from '../../parts/use-list';
import type { LookupView } from './explain';

interface Customers {
  readonly customers: readonly { readonly id: string; readonly name: string }[];
}

interface Licenses {
  readonly licenses: readonly { readonly licenseId: string; readonly product: string }[];
}

interface Choice {
  readonly chosen: string | null;
  readonly onChoose: (id: string | null) => void;
}

/** Through whose eyes: the provider's, a customer's, or those of one license's endpoints. */
export function ViewPicker({ view }: { readonly view: LookupView }) {
  const [, setSearch] = useSearchParams();
  const { caller } = useSession();
  const customer = caller.customer ?? view.customer ?? null;
  const set = (changes: Readonly<Record<string, string | null>>): void =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value === null) after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      { replace: true },
    );
  return (
    <Group gap="sm" align="flex-end">
      {caller.customer === null && (
        <CustomerPicker chosen={customer} onChoose={(id) => set({ customer: id, license: null })} />
      )}
      {customer !== null && (
        <LicensePicker customer={customer} chosen={view.license ?? null} onChoose={(id) => set({ license: id })} />
      )}
    </Group>
  );
}

interface CustomerChoice extends Choice {
  readonly label?: string;
  /** What none stands for. */
  readonly none?: string;
}

/** A customer by name; none: the provider. */
export function CustomerPicker({ chosen, onChoose, label, none }: CustomerChoice) {
  const { t } = useTranslation('lookup');
  const { data } = useList<Customers>('/api/v1/customers', { limit: '500' });
  const known = (data?.customers ?? []).map(({ id, name }) => ({
    value: id,
    label: name === id ? id : `${name} (${id})`,
  }));
  return (
    <Select
      label={label ?? t('view.label')}
      placeholder={none ?? t('view.provider')}
      data={known}
      value={chosen}
      clearable
      searchable
      clearButtonProps={{ 'aria-label': t('view.clear') }}
      onChange={onChoose}
      w={{ base: '100%', xs: 300 }}
    />
  );
}

function LicensePicker({ customer, chosen, onChoose }: Choice & { readonly customer: string }) {
  const { t } = useTranslation('lookup');
  const { data } = useList<Licenses>('/api/v1/licenses', { customer, limit: '500' });
  const known = (data?.licenses ?? []).map(({ licenseId, product }) => ({
    value: licenseId,
    label: `${licenseId} · ${product}`,
  }));
  return (
    <Select
      label={t('view.license')}
      placeholder={t('view.anyLicense')}
      data={known}
      value={chosen}
      clearable
      searchable
      clearButtonProps={{ 'aria-label': t('view.clear') }}
      onChange={onChoose}
      w={{ base: '100%', xs: 300 }}
    />
  );
}

import { Button } from '@mantine/core';
import { IconTableExport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api, queryText } from '../../api/http';
import { csvText, saveText } from '../../parts/save-file';
import { useAct } from '../../parts/use-act';
import type { ListParameters } from '../../parts/use-list';
import { CUSTOMERS } from './customer-path';
import type { CustomersAnswer, ListedCustomer } from './types';

const PAGE = '500';
const HEADER = ['id', 'name', 'contacts', 'vendor', 'since', 'licenses', 'states'];

/** The whole list as CSV, all its pages, as it is filtered and sorted. */
export function ExportCustomers({ parameters }: { readonly parameters: ListParameters }) {
  const { t } = useTranslation('customers');
  const save = useAct({
    run: async () => {
      const rows: ListedCustomer[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: CustomersAnswer = await api.get<CustomersAnswer>(
          `${CUSTOMERS}${queryText({ ...parameters, limit: PAGE, cursor })}`,
        );
        rows.push(...page.customers);
        cursor = page.next;
      }
      saveText('customers.csv', csvText([HEADER, ...rows.map(cells)]), 'text/csv;charset=utf-8');
    },
    done: null,
  });
  return (
    <Button
      variant="default"
      loading={save.isPending}
      leftSection={<IconTableExport size={16} aria-hidden />}
      onClick={() => save.mutate()}
    >
      {t('list.export')}
    </Button>
  );
}

function cells({
  id,
  name,
  contacts,
  vendor,
  createdAt,
  licenses,
  states,
}: ListedCustomer): (string | number | null)[] {
  const told = Object.entries(states).map(([state, n]) => `${state}: ${String(n)}`);
  return [id, name, contacts.join('; '), vendor ?? null, createdAt, licenses, told.join('; ')];
}

import { Button } from '@mantine/core';
import { IconTableExport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api, queryText } from '../../api/http';
import { csvText, saveText } from '../../parts/save-file';
import { useAct } from '../../parts/use-act';
import type { ListParameters } from '../../parts/use-list';
import type { LicensesAnswer, ListedLicense } from './types';

const PAGE = '500';
const HEADER = [
  ...['vendor', 'license', 'customer', 'name', 'product', 'edition', 'state', 'notBefore', 'expiresAt', 'graceEndsAt'],
  ...['seats', 'seatsSeen', 'requestsPerSecond', 'lastAskedAt', 'feeds', 'grantedFeeds', 'key'],
];

/** The whole list as CSV, all its pages, as it is filtered and sorted. */
export function ExportButton({ parameters }: { readonly parameters: ListParameters }) {
  const { t } = useTranslation('licenses');
  const save = useAct({
    run: async () => {
      const rows: ListedLicense[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const asked = queryText({ ...parameters, limit: PAGE, use: 'true', cursor });
        const page: LicensesAnswer = await api.get<LicensesAnswer>(`/api/v1/licenses${asked}`);
        rows.push(...page.licenses);
        cursor = page.next;
      }
      saveText('licenses.csv', csvText([HEADER, ...rows.map(cells)]), 'text/csv;charset=utf-8');
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

function cells(one: ListedLicense): (string | number | null)[] {
  const { vendor, licenseId, customer, product, edition, state, notBefore, expiresAt, graceEndsAt } = one;
  return [
    ...[vendor, licenseId, customer.id, customer.name, product, edition, state, notBefore, expiresAt, graceEndsAt],
    ...[one.seats, one.seatsSeen, one.requestsPerSecond, one.lastAskedAt],
    ...[one.feeds?.join(' ') ?? 'all', one.grantedFeeds.join(' '), one.keys[0]?.fingerprint ?? null],
  ];
}

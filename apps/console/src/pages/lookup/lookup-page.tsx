import { Paper, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Page } from '../../parts/page';
import type { LookupView } from './explain';
import { LookupField } from './lookup-field';
import { ManyResults } from './many-results';
import { OneResult } from './one-result';
import { ViewPicker } from './view-picker';

/** Why is this file red? One object stands in the address, so that it can be linked; a pasted list does not. */
export default function LookupPage() {
  const { t } = useTranslation(['lookup', 'overrides']);
  const [search, setSearch] = useSearchParams();
  const [list, setList] = useState<readonly string[] | null>(null);
  const object = search.get('object');
  const [customer, license] = [search.get('customer'), search.get('license')];
  const view: LookupView = {
    ...(customer === null ? {} : { customer }),
    ...(license === null ? {} : { license }),
  };
  const ask = (lines: readonly string[]): void => {
    const [first] = lines;
    setList(lines.length > 1 ? lines : null);
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (lines.length === 1 && first !== undefined) after.set('object', first);
        else after.delete('object');
        return after;
      },
      { replace: lines.length !== 1 },
    );
  };
  return (
    <Page title={t('lookup:title')} description={t('lookup:description')}>
      <Paper withBorder p="md">
        <Stack gap="sm">
          <LookupField key={object ?? ''} object={object ?? ''} onAsk={ask} />
          <ViewPicker view={view} />
        </Stack>
      </Paper>
      {list !== null && <ManyResults objects={list} view={view} onPick={(one) => ask([one])} />}
      {list === null && object !== null && <OneResult object={object} view={view} />}
    </Page>
  );
}

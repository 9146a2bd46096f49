import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Page } from '../../parts/page';
import { Fetched } from '../../parts/states';
import { useOne } from '../../parts/use-list';
import { CodeTable } from './code-table';
import { KeyVerdict, UnknownVerdict } from './key-verdict';
import type { KeyAnswer } from './types';

const FINGERPRINT = /^[0-9a-f]{8}$/;

/** What a help desk asks: a customer reads out a fingerprint, the page says what its requests get, why, and what to do. */
export default function WhyPage() {
  const { t } = useTranslation('licenses');
  const [search, setSearch] = useSearchParams();
  const asked = (search.get('key') ?? '').toLowerCase();
  const [text, setText] = useState(FINGERPRINT.test(asked) ? asked : '');
  const typed = text.trim().toLowerCase();
  const isKey = /pksn|^[0-9a-z]{4,5}-/i.test(typed) || typed.length > 12;
  const flaw = typed === '' || FINGERPRINT.test(typed) ? null : t(isKey ? 'whyPage.isKey' : 'whyPage.malformed');
  return (
    <Page
      title={t('whyPage.title')}
      description={t('whyPage.description')}
      above={[{ title: t('list.title'), to: '/licenses' }]}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (FINGERPRINT.test(typed)) setSearch({ key: typed });
        }}
      >
        <Group align="flex-start" gap="sm">
          <TextInput
            label={t('whyPage.fingerprint')}
            description={t('whyPage.hint')}
            placeholder="1a2b3c4d"
            value={text}
            error={flaw}
            autoComplete="off"
            spellCheck={false}
            classNames={{ input: 'mono' }}
            style={{ flex: '1 1 260px', maxWidth: 420 }}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" mt={46} disabled={!FINGERPRINT.test(typed)}>
            {t('whyPage.ask')}
          </Button>
        </Group>
      </form>
      {FINGERPRINT.test(asked) && <Answer fingerprint={asked} />}
      <CodeTable />
    </Page>
  );
}

function Answer({ fingerprint }: { readonly fingerprint: string }) {
  const { t } = useTranslation('licenses');
  const query = useOne<KeyAnswer>(`/api/v1/license-keys/${fingerprint}`);
  return (
    <div role="status">
      <Fetched query={query}>
        {(answer) => (
          <Stack gap="md">
            {answer.keys.length > 1 && (
              <Alert color="yellow" title={t('whyPage.several', { count: answer.keys.length })} />
            )}
            {answer.keys.map((one) => (
              <KeyVerdict key={`${one.license.vendor}:${one.license.licenseId}`} verdict={one} />
            ))}
            {answer.unknown !== null && <UnknownVerdict fingerprint={fingerprint} unknown={answer.unknown} />}
          </Stack>
        )}
      </Fetched>
    </div>
  );
}

import { Button, CopyButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useTranslation } from 'react-i18next';
import { Fetched } from '../../parts/states';
import { shortTime } from '../../parts/time-text';
import { useOne } from '../../parts/use-list';
import type { Knocking } from './types';

/** Opens a text to send to the customer whose endpoints use a key that nobody has submitted. */
export function openLetter(key: Knocking, title: string): void {
  modals.open({ title, size: 'lg', children: <Letter knocking={key} /> });
}

interface Provider {
  readonly name: string;
  readonly contacts: readonly string[];
}

function Letter({ knocking }: { readonly knocking: Knocking }) {
  const provider = useOne<Provider>('/api/v1/provider');
  return <Fetched query={provider}>{(one) => <LetterText knocking={knocking} provider={one} />}</Fetched>;
}

function LetterText({ knocking, provider }: { readonly knocking: Knocking; readonly provider: Provider | null }) {
  const { t, i18n } = useTranslation('licenses');
  const day = (at: string): string => shortTime(new Date(at), i18n.language);
  const text = t('letter.text', {
    fingerprint: knocking.fingerprint,
    first: day(knocking.firstSeen),
    last: day(knocking.lastSeen),
    requests: knocking.count,
    revoked: knocking.known === 'revoked' ? `${t('letter.revoked')}\n\n` : '',
    provider: [provider?.name ?? '', ...(provider?.contacts ?? [])].join('\n'),
  });
  return (
    <Stack gap="md">
      <Text size="sm">{t('letter.advice')}</Text>
      <Textarea aria-label={t('letter.title')} value={text} readOnly autosize minRows={10} maxRows={22} />
      <Group justify="flex-end">
        <CopyButton value={text}>
          {({ copied, copy }) => <Button onClick={copy}>{t(copied ? 'common:act.copied' : 'common:act.copy')}</Button>}
        </CopyButton>
      </Group>
    </Stack>
  );
}

import { Alert, Button, Checkbox, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { CopyText } from '../../parts/copy-text';
import { Fault } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import { TOKENS_PATH } from './tokens-table';
import type { IntegrationToken, Protocol } from './types';
import { PROTOCOLS } from './types';

const MOST_DAYS = 3_650;

/** Opens the dialog that makes a token; `license` left out: it is asked for. */
export function openTokenForm(title: string, license?: string): void {
  const id = modals.open({
    title,
    closeOnClickOutside: false,
    children: <TokenForm license={license ?? null} onDone={() => modals.close(id)} />,
  });
}

interface TokenFormProps {
  readonly license: string | null;
  readonly onDone: () => void;
}

function TokenForm({ license, onDone }: TokenFormProps) {
  const { t } = useTranslation('licenses');
  const [label, setLabel] = useState('');
  const [of, setOf] = useState(license ?? '');
  const [days, setDays] = useState<number | string>(365);
  const [protocols, setProtocols] = useState<string[]>(['native']);
  const make = useAct({
    run: () =>
      api.post<IntegrationToken & { token: string }>(TOKENS_PATH, {
        license: of.trim(),
        label: label.trim(),
        days: Number(days),
        protocols: protocols as Protocol[],
      }),
    done: null,
    renews: [[TOKENS_PATH]],
    isQuiet: true,
  });
  if (make.data !== undefined) return <Made made={make.data} onDone={onDone} />;
  const isReady =
    label.trim() !== '' && of.trim() !== '' && protocols.length > 0 && Number(days) >= 1 && Number(days) <= MOST_DAYS;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) make.mutate();
      }}
    >
      <Stack gap="md">
        <Text size="sm">{t('tools.text')}</Text>
        {license === null && (
          <TextInput
            label={t('tools.license')}
            value={of}
            required
            data-autofocus
            onChange={(event) => setOf(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={t('tools.name')}
          placeholder={t('tools.nameHint')}
          value={label}
          maxLength={100}
          required
          data-autofocus={license !== null}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Checkbox.Group label={t('tools.protocols')} value={protocols} onChange={setProtocols}>
          <Stack gap={6} mt={6}>
            {PROTOCOLS.map((protocol) => (
              <Checkbox key={protocol} value={protocol} label={t(`protocol.${protocol}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <NumberInput
          label={t('tools.days')}
          min={1}
          max={MOST_DAYS}
          allowDecimal={false}
          value={days}
          onChange={setDays}
        />
        {make.error !== null && <Fault error={make.error} />}
        <Button type="submit" disabled={!isReady} loading={make.isPending} style={{ alignSelf: 'flex-end' }}>
          {t('tools.make')}
        </Button>
      </Stack>
    </form>
  );
}

/** The one time that the token is shown. */
function Made({ made, onDone }: { readonly made: { readonly token: string }; readonly onDone: () => void }) {
  const { t } = useTranslation('licenses');
  return (
    <Stack gap="md">
      <Alert color="yellow" title={t('tools.once')}>
        {t('tools.onceAdvice')}
      </Alert>
      <CopyText text={made.token} what={t('tools.token')} />
      <Button onClick={onDone} style={{ alignSelf: 'flex-end' }}>
        {t('tools.kept')}
      </Button>
    </Stack>
  );
}

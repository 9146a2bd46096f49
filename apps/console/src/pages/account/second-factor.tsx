import { Alert, Box, Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { CopyText } from '../../parts/copy-text';
import { EntryForm } from '../sign-in/entry-form';
import { QrCode } from './qr-code';
import type { Account } from './types';

interface Enrollment {
  readonly secret: string;
  readonly url: string;
}
type Step = 'none' | 'begin' | 'codes' | 'remove';

/** An authenticator beside the password: set up, recovery codes, removal. */
export function SecondFactor({ account }: { readonly account: Account }) {
  const { t } = useTranslation('account');
  const client = useQueryClient();
  const [step, setStep] = useState<Step>('none');
  const [enrollment, setEnrollment] = useState<Enrollment | null>(null);
  const [recoveryCodes, setRecoveryCodes] = useState<readonly string[]>([]);
  const renewed = async (codes: readonly string[]): Promise<void> => {
    setEnrollment(null);
    setStep('none');
    setRecoveryCodes(codes);
    await client.invalidateQueries({ queryKey: ['/api/v1/account'] });
  };
  const path = '/api/v1/account/second-factor';
  if (recoveryCodes.length > 0) return <Codes codes={recoveryCodes} onDone={() => setRecoveryCodes([])} />;
  if (enrollment !== null) {
    return (
      <Stack gap="md" maw={420}>
        <Text size="sm">{t('factor.scan')}</Text>
        <QrCode text={enrollment.url} label={t('factor.qr')} />
        <CopyText text={enrollment.secret} what={t('factor.secret')} />
        <EntryForm
          fields={['code']}
          codeLabel={t('factor.code')}
          act={t('factor.confirm')}
          run={async ({ code }) =>
            renewed((await api.post<{ recoveryCodes: string[] }>(`${path}/confirm`, { code })).recoveryCodes)
          }
        />
        <Cancel onCancel={() => setEnrollment(null)} />
      </Stack>
    );
  }
  if (step === 'begin') {
    return (
      <Box maw={420}>
        <EntryForm
          fields={['present']}
          act={t('factor.begin')}
          run={async ({ present }) => setEnrollment(await api.post<Enrollment>(path, { present }))}
        />
        <Cancel onCancel={() => setStep('none')} />
      </Box>
    );
  }
  if (step === 'codes' || step === 'remove') {
    return (
      <Box maw={420}>
        <EntryForm
          key={step}
          fields={['present', 'code']}
          codeLabel={t('factor.codeOrRecovery')}
          act={t(step === 'codes' ? 'factor.newCodes' : 'factor.remove')}
          run={async ({ present, code }) => {
            if (step === 'remove') {
              await api.post(`${path}/remove`, { present, code });
              return renewed([]);
            }
            const made = await api.post<{ recoveryCodes: string[] }>('/api/v1/account/recovery-codes', {
              present,
              code,
            });
            return renewed(made.recoveryCodes);
          }}
        />
        <Cancel onCancel={() => setStep('none')} />
      </Box>
    );
  }
  if (!account.secondFactor) {
    return (
      <Group>
        <Button variant="default" onClick={() => setStep('begin')}>
          {t('factor.setUp')}
        </Button>
      </Group>
    );
  }
  return (
    <Stack gap="sm">
      <Text size="sm">{t('factor.left', { count: account.recoveryCodesLeft })}</Text>
      <Group>
        <Button variant="default" onClick={() => setStep('codes')}>
          {t('factor.newCodes')}
        </Button>
        <Button variant="default" onClick={() => setStep('remove')}>
          {t('factor.remove')}
        </Button>
      </Group>
    </Stack>
  );
}

function Cancel({ onCancel }: { readonly onCancel: () => void }) {
  const { t } = useTranslation();
  return (
    <Button variant="subtle" fullWidth mt="xs" onClick={onCancel}>
      {t('act.cancel')}
    </Button>
  );
}

function Codes({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  const { t } = useTranslation('account');
  return (
    <Stack gap="sm" align="flex-start">
      <Alert role="status" color="orange" variant="light" title={t('factor.codesTitle')}>
        {t('factor.codesText')}
      </Alert>
      <Text component="pre" className="mono" size="sm" m={0}>
        {codes.join('\n')}
      </Text>
      <CopyText text={codes.join('\n')} shown={t('factor.allCodes')} what={t('factor.codesTitle')} />
      <Button onClick={onDone}>{t('factor.kept')}</Button>
    </Stack>
  );
}

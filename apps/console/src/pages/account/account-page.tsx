import { Alert, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { Page } from '../../parts/page';
import { Fetched } from '../../parts/states';
import { useOne } from '../../parts/use-list';
import { OwnPassword } from './own-password';
import { OwnSessions } from './own-sessions';
import { SecondFactor } from './second-factor';
import type { Account } from './types';

/** What a person does about itself: password, second factor, sessions. */
export default function AccountPage() {
  const { t } = useTranslation('account');
  const { caller } = useSession();
  const account = useOne<Account>('/api/v1/account', { isOn: caller.kind === 'person' });
  if (caller.kind === 'token') {
    return (
      <Page title={t('title')}>
        <Alert color="indigo" variant="light">
          {t('token')}
        </Alert>
      </Page>
    );
  }
  return (
    <Page title={t('title')} description={t('description', { name: caller.name })}>
      <Fetched query={account}>
        {(data) => (
          <Stack gap="lg">
            <Section title={t('password.title')} text={t('password.text')}>
              <OwnPassword />
            </Section>
            <Section title={t('factor.title')} text={t(data.secondFactor ? 'factor.on' : 'factor.off')}>
              <SecondFactor account={data} />
            </Section>
            <Section title={t('sessions.title')} text={t('sessions.text')}>
              <OwnSessions />
            </Section>
          </Stack>
        )}
      </Fetched>
    </Page>
  );
}

function Section(props: { readonly title: string; readonly text: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="lg" component="section" aria-label={props.title}>
      <Stack gap="md">
        <Title order={2} size="h4">
          {props.title}
        </Title>
        <Text size="sm" c="dimmed" maw={680}>
          {props.text}
        </Text>
        {props.children}
      </Stack>
    </Paper>
  );
}

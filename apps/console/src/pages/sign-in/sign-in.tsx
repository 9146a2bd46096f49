import { Alert, Anchor, Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import type { Session } from '../../api/session';
import { Brand } from '../../app/brand';
import { ThemeButton } from '../../app/theme-button';
import { LANGUAGES, chooseLanguage } from '../../texts/start-texts';
import type { Typed } from './entry-form';
import { EntryForm } from './entry-form';
import { useTakeSession } from './take-session';

type Mode = 'first-run' | 'sign-in' | 'factor' | 'welcome' | 'must-change';

interface SignInProps {
  readonly state: 'first-run' | 'signed-out' | 'must-change';
  /** A session was there until now. */
  readonly hasEnded?: boolean;
}

/** The way in: the first run, a sign-in, a second factor, a one-time code, or a password that has to be changed. */
export default function SignIn({ state, hasEnded = false }: SignInProps) {
  const { t, i18n } = useTranslation('sign-in');
  const first: Mode =
    state === 'signed-out' ? (window.location.pathname === '/welcome' ? 'welcome' : 'sign-in') : state;
  const [mode, setMode] = useState<Mode>(first);
  const [half, setHalf] = useState<Pick<Typed, 'name' | 'password'> | null>(null);
  const take = useTakeSession();
  useEffect(() => {
    document.title = `${t(`${mode}.title`)} · Private KSN`;
  }, [t, mode]);
  const send = async (path: string, body: object): Promise<void> => {
    const session = await api.post<Session>(path, body);
    // A person with a second factor comes in by it.
    if (path === '/api/v1/welcome' && session.state !== 'signed-in') return setMode('sign-in');
    if (window.location.pathname === '/welcome') window.history.replaceState(null, '', '/');
    take(session);
  };
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w="100%" maw={420} gap="md">
        <Group justify="space-between">
          <Brand />
          <Group gap="xs">
            {LANGUAGES.filter((language) => language !== i18n.language).map((language) => (
              <Anchor
                key={language}
                component="button"
                type="button"
                size="sm"
                lang={language}
                onClick={() => void chooseLanguage(language)}
              >
                {language === 'ru' ? 'Русский' : 'English'}
              </Anchor>
            ))}
            <ThemeButton />
          </Group>
        </Group>
        <Paper withBorder p="lg">
          <Stack gap="md">
            <Title order={1} size="h3">
              {t(`${mode}.title`)}
            </Title>
            {hasEnded && mode === 'sign-in' && (
              <Alert role="status" color="indigo" variant="light">
                {t('ended')}
              </Alert>
            )}
            <Text size="sm" c="dimmed">
              {t(`${mode}.text`)}
            </Text>
            {mode === 'first-run' && (
              <EntryForm
                key={mode}
                fields={['code', 'name', 'password']}
                isNew
                act={t('first-run.act')}
                run={({ code, name, password }) => send('/api/v1/first-run', { code, name: name.trim(), password })}
              />
            )}
            {mode === 'sign-in' && (
              <EntryForm
                key={mode}
                fields={['name', 'password']}
                act={t('sign-in.act')}
                run={({ name, password }) => {
                  setHalf({ name, password });
                  return send('/api/v1/session', { name, password });
                }}
                onFault={({ code }) => {
                  if (code !== 'SIGN_IN_CODE_NEEDED') return false;
                  setMode('factor');
                  return true;
                }}
              />
            )}
            {mode === 'factor' && (
              <EntryForm
                key={mode}
                fields={['code']}
                codeLabel={t('factorCode')}
                act={t('sign-in.act')}
                run={({ code }) => send('/api/v1/session', { ...half, code })}
              />
            )}
            {mode === 'welcome' && (
              <EntryForm
                key={mode}
                fields={['code', 'name', 'password']}
                isNew
                act={t('welcome.act')}
                run={({ code, name, password }) => send('/api/v1/welcome', { code, name, password })}
              />
            )}
            {mode === 'must-change' && (
              <EntryForm
                key={mode}
                fields={['present', 'password']}
                isNew
                act={t('must-change.act')}
                run={({ present, password }) => send('/api/v1/account/password', { present, password })}
              />
            )}
            {mode === 'sign-in' && (
              <Anchor component="button" type="button" size="sm" onClick={() => setMode('welcome')}>
                {t('haveCode')}
              </Anchor>
            )}
            {(mode === 'welcome' || mode === 'factor') && (
              <Anchor component="button" type="button" size="sm" onClick={() => setMode('sign-in')}>
                {t('back')}
              </Anchor>
            )}
          </Stack>
        </Paper>
      </Stack>
    </Center>
  );
}

import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconCheck, IconLogout, IconUserCircle, IconUserCog } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/http';
import { SESSION_KEY, useSession } from '../api/use-session';
import type { Language } from '../texts/start-texts';
import { chooseLanguage, LANGUAGES } from '../texts/start-texts';

const NAMES: Readonly<Record<Language, string>> = { en: 'English', ru: 'Русский' };

export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const { caller } = useSession();
  const client = useQueryClient();
  const signOut = async (): Promise<void> => {
    await api.delete('/api/v1/session');
    client.clear();
    await client.invalidateQueries({ queryKey: SESSION_KEY });
    window.location.assign('/');
  };
  return (
    <Menu position="bottom-end" width={230} withinPortal>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={t('shell.account', { name: caller.name })}>
          <IconUserCircle size={20} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} truncate>
            {caller.name}
          </Text>
          <Text size="xs">{t(`role.${caller.role}`)}</Text>
        </Menu.Label>
        {caller.kind === 'person' && (
          <Menu.Item component={Link} to="/account" leftSection={<IconUserCog size={16} aria-hidden />}>
            {t('shell.myAccount')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Label>{t('shell.language')}</Menu.Label>
        {LANGUAGES.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            aria-current={i18n.language === language ? 'true' : undefined}
            rightSection={i18n.language === language ? <IconCheck size={16} aria-hidden /> : null}
            onClick={() => void chooseLanguage(language)}
          >
            {NAMES[language]}
          </Menu.Item>
        ))}
        {caller.kind === 'person' && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
              {t('shell.signOut')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

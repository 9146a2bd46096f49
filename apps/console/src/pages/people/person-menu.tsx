import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import type { Person, PersonWithCode } from './types';
import { PEOPLE } from './types';

interface PersonMenuProps {
  readonly person: Person;
  readonly isSelf: boolean;
  readonly onChange: () => void;
  readonly onCode: (made: PersonWithCode) => void;
}

/** What an administrator does about one person. */
export function PersonMenu({ person, isSelf, onChange, onCode }: PersonMenuProps) {
  const { t } = useTranslation('people');
  const confirm = useConfirm();
  const { id, name, disabled } = person;
  const path = `${PEOPLE}/${id}`;
  const renews = [[PEOPLE], ['/api/v1/sessions']];
  const code = useAct({ run: () => api.post<PersonWithCode>(`${path}/code`), done: null, renews, then: onCode });
  const toggle = useAct({
    run: () => api.patch(path, { disabled: !disabled }),
    done: t(disabled ? 'enabled' : 'disabled', { name }),
    renews,
  });
  const factor = useAct({ run: () => api.delete(`${path}/second-factor`), done: t('factorRemoved', { name }), renews });
  const sessions = useAct({ run: () => api.delete(`${path}/sessions`), done: t('sessionsEnded', { name }), renews });
  const remove = useAct({ run: () => api.delete(path), done: t('removed', { name }), renews });
  const asked = async (what: 'code' | 'disable' | 'factor' | 'sessions' | 'remove', run: () => void): Promise<void> => {
    const word = what === 'remove' ? { word: name } : {};
    const question = {
      title: t(`ask.${what}.title`, { name }),
      text: t(`ask.${what}.text`),
      act: t(`ask.${what}.act`),
    };
    if ((await confirm({ ...question, ...word, isDangerous: what !== 'sessions' })) !== null) run();
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="default" aria-label={t('menu', { name })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onChange}>{t('changeRole')}</Menu.Item>
        {!isSelf && <Menu.Item onClick={() => void asked('code', () => code.mutate())}>{t('ask.code.act')}</Menu.Item>}
        {!isSelf && person.secondFactor && (
          <Menu.Item onClick={() => void asked('factor', () => factor.mutate())}>{t('ask.factor.act')}</Menu.Item>
        )}
        {person.sessions > 0 && (
          <Menu.Item onClick={() => void asked('sessions', () => sessions.mutate())}>{t('ask.sessions.act')}</Menu.Item>
        )}
        {disabled ? (
          <Menu.Item onClick={() => toggle.mutate()}>{t('enable')}</Menu.Item>
        ) : (
          <Menu.Item onClick={() => void asked('disable', () => toggle.mutate())}>{t('ask.disable.act')}</Menu.Item>
        )}
        <Menu.Item onClick={() => void asked('remove', () => remove.mutate())}>{t('ask.remove.act')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

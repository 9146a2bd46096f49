import { Box } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import type { Session } from '../../api/session';
import { EntryForm } from '../sign-in/entry-form';
import { useTakeSession } from '../sign-in/take-session';

/** A new password; all other sessions end by it. */
export function OwnPassword() {
  const { t } = useTranslation('account');
  const take = useTakeSession();
  const [turn, setTurn] = useState(0);
  return (
    <Box maw={420}>
      <EntryForm
        key={turn}
        fields={['present', 'password']}
        isNew
        act={t('password.act')}
        run={async ({ present, password }) => {
          take(await api.post<Session>('/api/v1/account/password', { present, password }));
          notifications.show({ color: 'green', message: t('password.done') });
          setTurn(turn + 1);
        }}
      />
    </Box>
  );
}

import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import type { OwnFeedEntry } from './types';
import { entryBody, entryWords } from './types';

const UNDO_MS = 15_000;
export const OWN_FEED_RENEWED = [['/api/v1/own-feed']] as const;

/** Takes an entry back after asking; for a while the same can be set again with one press. */
export function useRemoveEntry(): (row: OwnFeedEntry) => Promise<void> {
  const { t } = useTranslation(['own-feed', 'common']);
  const confirm = useConfirm();
  const restore = useAct<OwnFeedEntry>({
    run: (row) => api.post('/api/v1/own-feed', entryBody(row)),
    done: t('own-feed:done.restored'),
    renews: OWN_FEED_RENEWED,
  });
  const remove = useAct<OwnFeedEntry>({
    run: ({ id }) => api.delete(`/api/v1/own-feed/${String(id)}`),
    done: null,
    renews: OWN_FEED_RENEWED,
    then: (_answer, row) => {
      const id = notifications.show({
        autoClose: UNDO_MS,
        color: 'green',
        message: (
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">{t('own-feed:done.removed', { object: entryWords(row) })}</Text>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                notifications.hide(id);
                restore.mutate(row);
              }}
            >
              {t('common:act.undo')}
            </Button>
          </Group>
        ),
      });
    },
  });
  return async (row) => {
    const answer = await confirm({
      title: t('own-feed:removing.title'),
      text: `${entryWords(row)} — ${t('own-feed:removing.text')}`,
      act: t('common:act.remove'),
      isDangerous: true,
    });
    if (answer !== null) remove.mutate(row);
  };
}

import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { objectWords, wireObject } from '../lookup/object-words';
import { RENEWED } from './set-override';
import type { Override } from './types';

const UNDO_MS = 15_000;

/** Withdraws an override after asking; for a while the same can be set again with one press. */
export function useRemoveOverride(): (row: Override) => Promise<void> {
  const { t } = useTranslation('overrides');
  const confirm = useConfirm();
  const restore = useAct<Override>({
    run: ({ object, zone, reason, threat, trustGroup, customer, expiresAt }) =>
      api.post('/api/v1/overrides', {
        object: wireObject(object),
        ...{ zone, reason, threat, trustGroup },
        ...(expiresAt === null ? {} : { expires: expiresAt }),
        ...(customer === null ? {} : { customer }),
      }),
    done: t('done.restored'),
    renews: RENEWED,
  });
  const remove = useAct<Override>({
    run: ({ id }) => api.delete(`/api/v1/overrides/${String(id)}`),
    done: null,
    renews: RENEWED,
    then: (_answer, row) => {
      const id = notifications.show({
        autoClose: UNDO_MS,
        color: 'green',
        message: (
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">{t('done.removed', { object: objectWords(row.object) })}</Text>
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
    const [first] = row.feeds ?? [];
    const after =
      first === undefined
        ? t('removing.grey')
        : t('removing.feed', { feed: first.feed, zone: t(`common:zone.${first.zone}`) });
    const answer = await confirm({
      title: t('removing.title'),
      text: `${objectWords(row.object)} — ${after} ${t('removing.undo')}`,
      act: t('common:act.remove'),
      isDangerous: true,
    });
    if (answer !== null) remove.mutate(row);
  };
}

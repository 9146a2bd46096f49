import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import type { FeedView, PreviewAnswer } from './types';
import { FEED_KEYS } from './types';

/** Activate, hold, or go back to it: what its state lets a person do. */
export function SnapshotActions({ answer }: { readonly answer: PreviewAnswer }) {
  const { may } = useSession();
  return may('operator') ? <Actions answer={answer} /> : null;
}

function Actions({ answer: { snapshot, guard, trips } }: { readonly answer: PreviewAnswer }) {
  const { t } = useTranslation('feeds');
  const confirm = useConfirm();
  const { id, feed, version, state, hold, activatedAt } = snapshot;
  const live = useOne<FeedView>(`/api/v1/feeds/${feed}`);
  const send = (step: 'activate' | 'hold') => (reason: string) =>
    api.post(`/api/v1/snapshots/${String(id)}/${step}`, reason === '' ? {} : { reason });
  const activate = useAct({ run: send('activate'), done: t('activate.done'), renews: FEED_KEYS });
  const keep = useAct({ run: send('hold'), done: t('keep.done'), renews: FEED_KEYS });
  const past = guard !== null || trips.length > 0 || hold?.kind === 'guard';
  const askActivate = async (): Promise<void> => {
    const named = { feed, version };
    const reason = await confirm(
      past
        ? {
            title: t('activate.past'),
            text: t('activate.pastText', { ...named, why: guard ?? hold?.reason ?? '' }),
            act: t('activate.pastAct'),
            word: feed,
            reason: 'needed',
            isDangerous: true,
          }
        : { title: t('activate.title'), text: t('activate.text', named), act: t('activate.act'), reason: 'optional' },
    );
    if (reason !== null) activate.mutate(reason);
  };
  const askHold = async (): Promise<void> => {
    const reason = await confirm({
      title: t('keep.title'),
      text: t('keep.text'),
      act: t('keep.act'),
      reason: 'optional',
    });
    if (reason !== null) keep.mutate(reason);
  };
  const liveVersion = live.data?.version ?? null;
  const isKnown = live.data !== undefined;
  const isAhead = isKnown && state === 'retained' && (liveVersion === null || version > liveVersion);
  const canGoBack = state === 'retained' && activatedAt !== null && liveVersion !== null && version < liveVersion;
  return (
    <>
      {state === 'held' && hold?.kind !== 'guard' && hold?.kind !== 'asked' && (
        <Button variant="default" loading={keep.isPending} onClick={() => void askHold()}>
          {t('keep.act')}
        </Button>
      )}
      {(state === 'held' || isAhead) && (
        <Button color={past ? 'red.8' : 'indigo'} loading={activate.isPending} onClick={() => void askActivate()}>
          {t(past ? 'activate.pastAct' : 'activate.act')}
        </Button>
      )}
      {canGoBack && (
        <Button component={Link} to={`/feeds/${feed}/revert?to=${String(version)}`} variant="default">
          {t('revert.toThis')}
        </Button>
      )}
    </>
  );
}

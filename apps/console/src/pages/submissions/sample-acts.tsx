import { Button } from '@mantine/core';
import { IconEraser, IconHandGrab, IconHandOff, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { sampleRoute, SAMPLES } from './sample-path';
import { renewedBy, useIsMine } from './use-is-mine';
import type { Sample } from './types';

/** Claim, give back, release, forget. */
export function SampleActs({ sample }: { readonly sample: Sample }) {
  const { t } = useTranslation('submissions');
  const { may } = useSession();
  const confirm = useConfirm();
  const navigate = useNavigate();
  const isMine = useIsMine(sample);
  const renews = renewedBy(sample);
  const claim = useAct({ run: () => api.post(sampleRoute(sample.id, 'claim')), done: t('claim.done'), renews });
  const unclaim = useAct({
    run: (force: boolean) => api.delete(`${sampleRoute(sample.id, 'claim')}${force ? '?force=true' : ''}`),
    done: t('claim.given'),
    renews,
  });
  const release = useAct({
    run: (reason: string) => api.post(sampleRoute(sample.id, 'release'), { reason }),
    done: t('release.done'),
    renews,
  });
  const forget = useAct({
    run: () => api.delete(sampleRoute(sample.id)),
    done: t('forget.done'),
    renews: [[SAMPLES]],
    then: () => void navigate('/submissions'),
  });
  const hasContent = sample.contents.some(({ erasedAt }) => erasedAt === null);
  const word = sample.sha256.slice(0, 8);
  const askRelease = async (): Promise<void> => {
    const reason = await confirm({
      title: t('release.title'),
      text: t('release.text'),
      act: t('release.act'),
      reason: 'needed',
      word,
      isDangerous: true,
    });
    if (reason !== null) release.mutate(reason);
  };
  const askForget = async (): Promise<void> => {
    const said = await confirm({
      title: t('forget.title'),
      text: t('forget.text'),
      act: t('forget.act'),
      word,
      isDangerous: true,
    });
    if (said !== null) forget.mutate();
  };
  const askTake = async (): Promise<void> => {
    const said = await confirm({
      title: t('claim.takeTitle'),
      text: t('claim.takeText', { by: sample.claimedBy ?? '' }),
      act: t('claim.take'),
    });
    if (said !== null) unclaim.mutate(true);
  };
  if (!may('operator')) return null;
  return (
    <>
      {sample.state !== 'claimed' && (
        <Button
          leftSection={<IconHandGrab size={16} aria-hidden />}
          loading={claim.isPending}
          onClick={() => claim.mutate()}
        >
          {t('claim.act')}
        </Button>
      )}
      {sample.state === 'claimed' && isMine === true && (
        <>
          <Button variant="default" loading={claim.isPending} onClick={() => claim.mutate()}>
            {t('claim.prolong')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconHandOff size={16} aria-hidden />}
            onClick={() => unclaim.mutate(false)}
          >
            {t('claim.give')}
          </Button>
        </>
      )}
      {sample.state === 'claimed' && isMine === false && (
        <Button variant="default" onClick={() => void askTake()}>
          {t('claim.take')}
        </Button>
      )}
      {hasContent && (
        <Button variant="default" leftSection={<IconEraser size={16} aria-hidden />} onClick={() => void askRelease()}>
          {t('release.act')}
        </Button>
      )}
      {may() && (
        <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void askForget()}>
          {t('forget.act')}
        </Button>
      )}
    </>
  );
}

import { Group, Progress, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconCircle, IconHandStop, IconLoader2, IconMinus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { count, duration } from '../../parts/number-text';
import type { ImportView, Phase, Progress as Going } from './types';
import { hasEnded } from './types';

/** As they tick by; a base that is mended comes before the content. */
const STEPS = ['received', 'signature', 'content', 'preview', 'outcome'] as const;
type Step = (typeof STEPS)[number];
type Mark = 'done' | 'now' | 'later' | 'failed' | 'held' | 'needless';

const STEP_OF: Readonly<Record<Phase, number>> = {
  waiting: 1,
  verifying: 1,
  'awaiting-base': 2,
  staging: 2,
  sealing: 3,
  activating: 4,
};

/** Where a refused package failed: what was learned of it tells how far it came. */
function failedStep({ feed, snapshotId, sha256 }: ImportView): number {
  if (sha256 === '') return 0;
  if (snapshotId !== null) return 4;
  return feed === null ? 1 : 2;
}

function marksOf(view: ImportView, progress: Going | null): Mark[] {
  if (!hasEnded(view)) {
    const now = progress === null ? 1 : STEP_OF[progress.phase];
    return STEPS.map((_, n) => (n < now ? 'done' : n === now ? 'now' : 'later'));
  }
  if (view.state === 'rejected') {
    const failed = failedStep(view);
    return STEPS.map((_, n) => (n < failed ? 'done' : n === failed ? 'failed' : 'later'));
  }
  if (view.state === 'unchanged' && view.snapshotId === null) return STEPS.map((_, n) => (n < 2 ? 'done' : 'needless'));
  return STEPS.map((_, n) => (n === 4 && view.state === 'held' ? 'held' : 'done'));
}

const MARKS = {
  done: { icon: IconCheck, color: '#1e7a34' },
  now: { icon: IconLoader2, color: 'indigo.8' },
  later: { icon: IconCircle, color: 'gray.6' },
  failed: { icon: IconX, color: 'red.9' },
  held: { icon: IconHandStop, color: '#b58900' },
  needless: { icon: IconMinus, color: 'gray.6' },
} as const;

/** The checks of a package, each with how it went. */
export function ImportSteps({ view, progress }: { readonly view: ImportView; readonly progress: Going | null }) {
  const { t } = useTranslation('packages');
  const marks = marksOf(view, progress);
  return (
    <Stack component="ol" gap={6} aria-label={t('steps.label')} style={{ listStyle: 'none', padding: 0, margin: 0 }}>
      {STEPS.map((step, n) => {
        const mark = marks[n] ?? 'later';
        const { icon: Icon, color } = MARKS[mark];
        const isOutside = mark === 'later' || mark === 'needless';
        return (
          <Group component="li" key={step} gap="xs" wrap="nowrap" align="flex-start">
            <ThemeIcon size={22} radius="xl" color={color} variant={isOutside ? 'outline' : 'filled'}>
              <Icon size={14} aria-hidden />
            </ThemeIcon>
            <div style={{ flex: 1 }}>
              <Text size="sm" fw={mark === 'now' ? 600 : 400} {...(isOutside ? { c: 'dimmed' } : {})}>
                {t(`steps.${step}`)}
                <Text span size="xs" c="dimmed">
                  {' '}
                  {t(`mark.${mark}`)}
                </Text>
              </Text>
              {mark === 'now' && progress !== null && <StepProgress step={step} progress={progress} />}
            </div>
          </Group>
        );
      })}
    </Stack>
  );
}

function StepProgress({ step, progress }: { readonly step: Step; readonly progress: Going }) {
  const { t, i18n } = useTranslation('packages');
  const { phase, done, total, perSecond, secondsLeft, attempt = 1 } = progress;
  const share = total > 0 ? Math.min(100, (done / total) * 100) : null;
  const facts = [
    phase === 'awaiting-base' || phase === 'waiting' ? t(`phase.${phase}`) : null,
    share === null || step !== 'content'
      ? null
      : t('records', { done: count(done, i18n.language), total: count(total, i18n.language) }),
    perSecond == null || perSecond === 0 ? null : t('perSecond', { records: count(perSecond, i18n.language) }),
    secondsLeft == null ? null : t('left', { time: duration(secondsLeft * 1_000, i18n.language) }),
    attempt > 1 ? t('attempt', { n: attempt }) : null,
  ].filter((fact) => fact !== null);
  return (
    <Stack gap={4}>
      {share !== null && step === 'content' && <Progress value={share} aria-label={t('steps.content')} />}
      {facts.length > 0 && (
        <Text size="xs" c="dimmed">
          {facts.join(' · ')}
        </Text>
      )}
    </Stack>
  );
}

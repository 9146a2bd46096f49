import { Group, Stack, Text, Timeline } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Time } from '../../parts/time';
import { ZoneBadge } from '../../parts/zone-badge';
import { useSourceWords } from './source-words';
import type { Cause, HistoryStep, PastAnswers } from './types';

/** The generations that changed the answer, newest first, down to the oldest that is kept. */
export function HistoryLine({ history }: { readonly history: PastAnswers }) {
  const { t } = useTranslation('lookup');
  const { since, steps, end } = history;
  return (
    <Stack gap="sm">
      {steps.length === 0 && <Text c="dimmed">{t('history.never')}</Text>}
      <Timeline bulletSize={14} lineWidth={2} active={-1}>
        {steps.map((step) => (
          <Timeline.Item key={step.generation} title={<Change step={step} />}>
            <StepFacts step={step} />
          </Timeline.Item>
        ))}
        {since !== null && (
          <Timeline.Item
            title={
              <Group gap="xs">
                <ZoneBadge zone={since.answer.zone} />
                <Text fw={600} size="sm">
                  {t('history.oldest')}
                </Text>
              </Group>
            }
          >
            <Text size="sm" c="dimmed" component="div">
              <Time at={since.at} /> · {t('history.generation', { number: since.generation })} ·{' '}
              {t(`history.${since.generation === 1 ? 'beginning' : end}`)}
            </Text>
          </Timeline.Item>
        )}
      </Timeline>
    </Stack>
  );
}

function Change({ step: { from, to } }: { readonly step: HistoryStep }) {
  const { t } = useTranslation('lookup');
  return (
    <Group gap={6}>
      <ZoneBadge zone={from.zone} />
      <IconArrowRight size={16} role="img" aria-label={t('history.becomes')} />
      <ZoneBadge zone={to.zone} />
      {to.threat !== null && (
        <Text size="sm" fw={600}>
          {to.threat}
        </Text>
      )}
    </Group>
  );
}

function StepFacts({ step }: { readonly step: HistoryStep }) {
  const { t } = useTranslation('lookup');
  const words = useSourceWords();
  return (
    <>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {step.causes.map((cause) => causeText(cause, (key, facts) => t(key, facts))).join(' · ')}
      </Text>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {words(step.to.by)}
      </Text>
      <Text size="sm" c="dimmed" component="div">
        <Time at={step.at} /> · {t('history.generation', { number: step.generation })} · {step.actor}
        {step.reason !== null && ` · ${step.reason}`}
      </Text>
    </>
  );
}

function causeText(
  { kind, ...facts }: Cause,
  t: (key: string, facts: Record<string, string | number>) => string,
): string {
  const owner = facts['owner'];
  return t(`cause.${kind}`, { ...facts, owner: owner === undefined ? '' : t(`owner.${String(owner)}`, {}) });
}

import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconShieldPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { CopyText } from '../../parts/copy-text';
import { Time } from '../../parts/time';
import { ZoneBadge } from '../../parts/zone-badge';
import { useOverrideForm } from '../overrides/use-override-form';
import { AnswerFacts } from './answer-facts';
import { objectWords } from './object-words';
import { useSourceWords } from './source-words';
import type { Explained, Explanation } from './types';

interface AnswerCardProps {
  readonly told: Explained;
  readonly explanation: Explanation;
}

/** The answer that an endpoint gets now, and who gives it. */
export function AnswerCard({ told, explanation }: AnswerCardProps) {
  const { t } = useTranslation('lookup');
  const { may } = useSession();
  const words = useSourceWords();
  const openForm = useOverrideForm();
  const { object, answer, guards, restriction } = told;
  const text = objectWords(object);
  const { customer } = explanation.view;
  return (
    <Paper withBorder p="lg" component="section" aria-label={t('answer.title')}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <Stack gap={6} style={{ flex: '1 1 320px', minWidth: 0 }}>
            <Text size="sm" c="dimmed">
              {t(`kind.${object.type}`)}
            </Text>
            <Title order={2} size="h4" className="mono">
              <CopyText text={text} what={t(`kind.${object.type}`)} />
            </Title>
            <Group gap="sm">
              <ZoneBadge zone={answer.zone} size="xl" />
              <Text size="lg" fw={600}>
                {answer.threat ?? answer.product ?? t(`meaning.${answer.zone}`)}
              </Text>
            </Group>
            <Text>{words(answer.source)}</Text>
          </Stack>
          {may('operator', 'customer-administrator') && (
            <Button
              leftSection={<IconShieldPlus size={16} aria-hidden />}
              variant="default"
              onClick={() => openForm({ object: text, kind: object.type, customer })}
            >
              {t('answer.override')}
            </Button>
          )}
        </Group>
        {restriction !== null && (
          <Alert color="orange" title={t('restriction.title')}>
            {t(restriction.mode === 'disabled' ? 'restriction.disabled' : 'restriction.sampled', {
              sample: restriction.sample ?? 0,
            })}{' '}
            {restriction.source === 'provider'
              ? t('restriction.byProvider')
              : t('restriction.byVendor', { vendor: restriction.source.replace(/^vendor /, '') })}{' '}
            {restriction.reason}
            {restriction.until !== null && (
              <>
                {' · '}
                {t('restriction.until')} <Time at={restriction.until} />
              </>
            )}
          </Alert>
        )}
        {guards !== null && guards.length > 0 && (
          <Alert color="indigo" title={t('guards.title')}>
            {guards.map(({ list, entry }) => t('guards.named', { list, entry })).join(' · ')}
          </Alert>
        )}
        <AnswerFacts told={told} />
        <Text size="sm" c="dimmed">
          {t('answer.generation', { number: explanation.generation.number })}{' '}
          <Time at={explanation.generation.at} form="ago" />
          {' · '}
          {customer === null ? t('answer.asProvider') : t('answer.asCustomer', { customer })}
          {explanation.view.license !== null && ` · ${t('answer.asLicense', { license: explanation.view.license })}`}
        </Text>
        {explanation.view.feeds.length === 0 && <Alert color="orange">{t('answer.noFeeds')}</Alert>}
      </Stack>
    </Paper>
  );
}

import { Group, Paper, SegmentedControl, Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { count } from '../../parts/number-text';
import { Empty } from '../../parts/states';
import { ZoneBadge } from '../../parts/zone-badge';
import { GuardTrips } from './guard-trips';
import { ChangedObjects } from './changed-objects';
import type { ObjectKind, PreviewAnswer, Preview, Transition } from './types';
import { ZoneFlowPicture } from './zone-flow-picture';
import { ScrollBox } from '../../parts/scroll-box';

/** What a snapshot changes against what is live: as a picture, in numbers, and by examples. */
export function PreviewPicture({ answer }: { readonly answer: PreviewAnswer }) {
  const { t } = useTranslation('feeds');
  const { preview, trips } = answer;
  return (
    <Stack gap="lg">
      {trips.length > 0 && <GuardTrips trips={trips} />}
      {preview === null ? (
        <Empty title={t('preview.none')} text={t('preview.noneText')} />
      ) : (
        <Compared preview={preview} />
      )}
    </Stack>
  );
}

function Compared({ preview }: { readonly preview: Preview }) {
  const { t, i18n } = useTranslation('feeds');
  const { against, records, transitions, popular, threats } = preview;
  const number = (n: number): string => count(n, i18n.language);
  return (
    <>
      <Paper withBorder p="md" component="section" aria-labelledby="changes">
        <Stack gap="md">
          <Title order={2} size="h4" id="changes">
            {t('preview.title')}
          </Title>
          <Text size="sm">
            {against === null ? t('preview.againstNothing') : t('preview.against', { version: against.version })}{' '}
            {t('preview.records', {
              added: number(records.added),
              gone: number(records.gone),
              recolored: number(records.recolored),
              edited: number(records.edited),
              before: number(records.before),
              after: number(records.after),
            })}
          </Text>
          {transitions.length === 0 ? (
            <Text fw={600}>{t('preview.noTransitions')}</Text>
          ) : (
            <Transitions transitions={transitions} />
          )}
          <Text size="xs" c="dimmed">
            {t('preview.ownFeed')}
          </Text>
        </Stack>
      </Paper>
      {popular.length > 0 && <ChangedObjects title={t('preview.popular')} objects={popular} />}
      {threats !== null && (threats.new.count > 0 || threats.gone.count > 0) && <ThreatNews threats={threats} />}
    </>
  );
}

function Transitions({ transitions }: { readonly transitions: readonly Transition[] }) {
  const { t, i18n } = useTranslation('feeds');
  const [kind, setKind] = useState<ObjectKind | 'all'>('all');
  const kinds = [...new Set(transitions.map((one) => one.kind))];
  const shown = transitions.filter((one) => kind === 'all' || one.kind === kind);
  return (
    <Stack gap="md">
      {kinds.length > 1 && (
        <SegmentedControl
          aria-label={t('preview.kind')}
          value={kind}
          onChange={(value) => setKind(value as ObjectKind | 'all')}
          data={['all', ...kinds].map((value) => ({ value, label: t(`object.${value}`) }))}
          style={{ flexWrap: 'wrap' }}
        />
      )}
      <ZoneFlowPicture transitions={transitions} kind={kind === 'all' ? null : kind} />
      <ScrollBox label={t('preview.table')}>
        <Table verticalSpacing="xs">
          <Table.Caption>
            <VisuallyHidden>{t('preview.table')}</VisuallyHidden>
          </Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('preview.change')}</Table.Th>
              <Table.Th scope="col">{t('preview.kind')}</Table.Th>
              <Table.Th scope="col" ta="right">
                {t('preview.objects')}
              </Table.Th>
              <Table.Th scope="col">{t('preview.samples')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((one) => (
              <Table.Tr key={`${one.kind} ${one.from} ${one.to}`}>
                <Table.Td>
                  <Group gap={6} wrap="nowrap">
                    <ZoneBadge zone={one.from} size="sm" />
                    <span aria-hidden>→</span>
                    <VisuallyHidden>{t('preview.becomes')}</VisuallyHidden>
                    <ZoneBadge zone={one.to} size="sm" />
                  </Group>
                </Table.Td>
                <Table.Td>{t(`object.${one.kind}`)}</Table.Td>
                <Table.Td ta="right">{count(one.count, i18n.language)}</Table.Td>
                <Table.Td>
                  <ChangedObjects objects={one.samples} isPlain />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </Stack>
  );
}

function ThreatNews({ threats }: { readonly threats: NonNullable<Preview['threats']> }) {
  const { t, i18n } = useTranslation('feeds');
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="threats">
      <Title order={2} size="h4" id="threats" mb="sm">
        {t('preview.threats')}
      </Title>
      {(['new', 'gone'] as const).map((what) => {
        const { count: all, first } = threats[what];
        if (all === 0) return null;
        const names = first.map(({ name, records }) => `${name} (${count(records, i18n.language)})`);
        return (
          <Text key={what} size="sm" mb={6}>
            <b>{t(`preview.threats_${what}`, { n: count(all, i18n.language) })}</b> {names.join(', ')}
            {all > first.length ? ' …' : ''}
          </Text>
        );
      })}
      {threats.cut && <Text size="xs">{t('preview.threatsCut')}</Text>}
    </Paper>
  );
}

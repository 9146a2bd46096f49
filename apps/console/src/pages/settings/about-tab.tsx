import { Alert, List, Stack, Table, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../parts/data-table';
import { bytes, count } from '../../parts/number-text';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { useOne } from '../../parts/use-list';
import { Section } from './section';
import type { Health, InstallationSettings } from './types';
import { SETTINGS } from './paths';

interface Found {
  readonly severity: 'critical' | 'warning' | 'info';
  readonly code: string;
  readonly subject: string;
  readonly sentence: string;
  readonly next: string;
}

/** What runs here and what is wrong with it, as `pksn doctor` says it. */
export function AboutTab() {
  const { t } = useTranslation('settings');
  const settings = useOne<InstallationSettings>(SETTINGS, { everyMs: 30_000 });
  const health = useOne<Health>('/api/v1/health', { everyMs: 30_000 });
  const alerts = useOne<{ alerts: readonly Found[] }>('/api/v1/alerts', { everyMs: 30_000 });
  return (
    <Stack gap="md">
      <Fetched query={health}>{(data) => <HealthSection health={data} found={alerts.data?.alerts ?? []} />}</Fetched>
      <Section title={t('about.processes')} text={t('about.processesText')}>
        <DataTable
          label={t('about.processes')}
          query={settings}
          rows={settings.data?.processes}
          rowKey={({ process, instance }) => `${process} ${instance}`}
          empty={{ title: t('about.noProcess'), text: t('about.noProcessText') }}
          columns={[
            { key: 'process', title: t('about.process'), render: ({ process }) => t(`process.${process}`) },
            {
              key: 'instance',
              title: t('about.instance'),
              render: ({ instance }) => <span className="mono">{instance}</span>,
            },
            { key: 'version', title: t('about.version'), render: ({ version }) => version },
            { key: 'started', title: t('about.started'), render: ({ startedAt }) => <Time at={startedAt} /> },
            { key: 'seen', title: t('about.seen'), render: ({ seenAt }) => <Time at={seenAt} form="ago" /> },
          ]}
        />
      </Section>
    </Stack>
  );
}

function HealthSection({ health, found }: { readonly health: Health; readonly found: readonly Found[] }) {
  const { t, i18n } = useTranslation('settings');
  const { problems, generation, generationSince, feeds, importsUnderWay, submissionApproval, disks } = health;
  const urgent = found.filter(({ severity }) => severity !== 'info');
  const rows = [
    ['generation', generation === null ? '–' : count(generation, i18n.language)],
    ['since', generationSince === null ? '–' : <Time key="since" at={generationSince} form="ago" />],
    ['feeds', count(feeds, i18n.language)],
    ['imports', count(importsUnderWay, i18n.language)],
    ['approval', t(submissionApproval ? 'common:yes' : 'common:no')],
    ...disks.map(({ places, freeBytes }) => [
      t('about.disk', { places: places.join(', ') }),
      freeBytes === null ? t('about.diskElsewhere') : t('about.free', { bytes: bytes(freeBytes, i18n.language) }),
    ]),
  ] as const;
  return (
    <Section title={t('about.health')} text={t('about.healthText')}>
      {problems.length === 0 && urgent.length === 0 && (
        <Alert color="green" icon={<IconCircleCheck size={18} aria-hidden />}>
          {t('about.well')}
        </Alert>
      )}
      {(problems.length > 0 || urgent.length > 0) && (
        <List size="sm" spacing="xs" listStyleType="none">
          {problems.map(({ what, advice }) => (
            <List.Item key={what}>
              <Finding level={t('about.wrong')} what={what} next={advice} />
            </List.Item>
          ))}
          {urgent.map(({ code, subject, severity, sentence, next }) => (
            <List.Item key={`${code} ${subject}`}>
              <Finding level={t(`about.${severity}`)} what={sentence} next={next} />
            </List.Item>
          ))}
        </List>
      )}
      <Table verticalSpacing={4} aria-label={t('about.health')}>
        <Table.Tbody>
          {rows.map(([name, value], index) => (
            <Table.Tr key={String(name)}>
              <Table.Th scope="row" fw={500}>
                {index < 5 ? t(`about.${String(name)}`) : name}
              </Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

interface FindingProps {
  readonly level: string;
  readonly what: string;
  readonly next: string;
}

/** In the service's own words: they name commands and things. */
function Finding({ level, what, next }: FindingProps) {
  return (
    <div>
      <Text size="sm">
        <strong>{level}:</strong> {what}
      </Text>
      <Text size="sm" c="dimmed">
        {next}
      </Text>
    </div>
  );
}

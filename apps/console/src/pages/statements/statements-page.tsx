import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { DataTable } from '../../parts/data-table';
import { count } from '../../parts/number-text';
import { Page } from '../../parts/page';
import { Time } from '../../parts/time';
import { useOne } from '../../parts/use-list';
import { ParticipationTable } from './participation-table';
import { PublishForm } from './publish-form';
import { StatementReader } from './statement-reader';
import type { Statement } from './types';

export const STATEMENTS = '/api/v1/statements';

interface Read {
  readonly id: number;
  readonly language: string;
}

/** What users of endpoints are asked to agree to, and how many did. */
export default function StatementsPage() {
  const { t, i18n } = useTranslation('statements');
  const { may } = useSession();
  const query = useOne<{ statements: readonly Statement[] }>(STATEMENTS);
  const [isPublishing, setPublishing] = useState(false);
  const [read, setRead] = useState<Read | null>(null);
  const statements = query.data?.statements;
  const inForce = statements?.find(({ inForceAt }) => Date.parse(inForceAt) <= Date.now());
  const publish = may() && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setPublishing(true)}>
      {t('publish')}
    </Button>
  );
  return (
    <Page title={t('title')} description={t('text')} actions={publish}>
      <DataTable
        label={t('title')}
        query={query}
        rows={statements}
        rowKey={({ id }) => String(id)}
        empty={{ title: t('none'), text: t('noneText') }}
        columns={[
          {
            key: 'id',
            title: t('version'),
            render: ({ id, inForceAt }) => (
              <Group gap="xs" wrap="nowrap">
                <Text fw={600}>{id}</Text>
                <State isInForce={id === inForce?.id} isToCome={Date.parse(inForceAt) > Date.now()} />
              </Group>
            ),
          },
          { key: 'from', title: t('from'), render: ({ inForceAt }) => <Time at={inForceAt} /> },
          {
            key: 'source',
            title: t('source'),
            render: ({ source }) => (source === 'provider' ? t('provider') : source),
          },
          {
            key: 'languages',
            title: t('languages'),
            render: ({ id, languages }) => (
              <Group gap={4}>
                {languages.map(({ language }) => (
                  <Button
                    key={language}
                    size="compact-xs"
                    variant="default"
                    aria-label={t('readOne', { id, language })}
                    onClick={() => setRead({ id, language })}
                  >
                    {language}
                  </Button>
                ))}
              </Group>
            ),
          },
          {
            key: 'accepted',
            title: t('accepted'),
            align: 'right',
            render: (one) => count(one.accepted, i18n.language),
          },
          {
            key: 'contributing',
            title: t('contributing'),
            align: 'right',
            render: (one) => count(one.contributing, i18n.language),
          },
        ]}
      />
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('participation')}
        </Title>
        <Text c="dimmed" size="sm" maw={760}>
          {t('participationText')}
        </Text>
        <ParticipationTable />
      </Stack>
      {isPublishing && <PublishForm newest={statements?.[0]?.id ?? 0} onClose={() => setPublishing(false)} />}
      {read !== null && <StatementReader {...read} onClose={() => setRead(null)} />}
    </Page>
  );
}

function State({ isInForce, isToCome }: { readonly isInForce: boolean; readonly isToCome: boolean }) {
  const { t } = useTranslation('statements');
  if (!isInForce && !isToCome) return null;
  return (
    <Badge color={isInForce ? '#1e7a34' : 'indigo'} autoContrast tt="none" radius="sm">
      {t(isInForce ? 'inForce' : 'toCome')}
    </Badge>
  );
}

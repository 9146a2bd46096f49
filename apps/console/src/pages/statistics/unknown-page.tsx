import { Anchor, Button, Group, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../api/use-session';
import { DataTable } from '../../parts/data-table';
import { count } from '../../parts/number-text';
import { Page } from '../../parts/page';
import { csvText, saveText } from '../../parts/save-file';
import { useList, useListState } from '../../parts/use-list';
import { useOverrideForm } from '../overrides/use-override-form';
import { useEntryForm } from '../own-feed/use-entry-form';
import type { Unknown, UnknownObject } from './types';

const LIMIT = '200';
/** Of which the name alone is enough to set a verdict. */
const NAMED = ['file', 'url', 'domain', 'ip', 'certificate'];

/** What was asked for most and is unknown, with the ways to make it known. */
export default function UnknownPage() {
  const { t, i18n } = useTranslation('statistics');
  const { may } = useSession();
  const override = useOverrideForm();
  const enter = useEntryForm();
  const list = useListState();
  const query = useList<Unknown>('/api/v1/statistics/unknown', { from: list.get('from'), limit: LIMIT });
  const objects = query.data?.objects;
  const save = (rows: readonly UnknownObject[]): void =>
    saveText(
      'unknown-objects.csv',
      csvText([['type', 'object', 'queries'], ...rows.map((row) => [row.type, row.object, row.queries])]),
      'text/csv;charset=utf-8',
    );
  return (
    <Page
      title={t('unknown.title')}
      description={t('unknown.description')}
      actions={
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          disabled={objects === undefined || objects.length === 0}
          onClick={() => objects !== undefined && save(objects)}
        >
          {t('export')}
        </Button>
      }
    >
      <DataTable<UnknownObject>
        label={t('unknown.title')}
        rows={objects}
        rowKey={({ type, object }) => `${type} ${object}`}
        query={query}
        toolbar={
          <TextInput
            type="date"
            label={t('range.from')}
            value={list.get('from')}
            maw={200}
            onChange={({ currentTarget: { value } }) => list.set({ from: value })}
          />
        }
        empty={{
          title: t('unknown.none'),
          text: (
            <>
              {t('unknown.noneAdvice')}{' '}
              {may() ? (
                <Anchor component={Link} to="/settings?tab=retention" underline="always">
                  {t('unknown.toSettings')}
                </Anchor>
              ) : (
                t('unknown.askAdministrator')
              )}
            </>
          ),
        }}
        columns={[
          { key: 'type', title: t('queries.kind'), render: ({ type }) => t(`kind.${type}`) },
          { key: 'object', title: t('unknown.object'), render: ({ object }) => <span className="mono">{object}</span> },
          {
            key: 'queries',
            title: t('queries.count'),
            align: 'right',
            render: ({ queries }) => count(queries, i18n.language),
          },
          {
            key: 'acts',
            title: t('unknown.acts'),
            render: ({ type, object }) => {
              const named = `?object=${encodeURIComponent(object)}`;
              return (
                <Group gap="xs" wrap="nowrap">
                  <Button component={Link} to={`/lookup${named}`} size="compact-sm" variant="default">
                    {t('unknown.lookUp')}
                  </Button>
                  {may('operator') && NAMED.includes(type) && (
                    <>
                      <Button size="compact-sm" variant="default" onClick={() => override({ object, kind: type })}>
                        {t('unknown.override')}
                      </Button>
                      <Button size="compact-sm" variant="default" onClick={() => enter({ object, kind: type })}>
                        {t('unknown.ownFeed')}
                      </Button>
                    </>
                  )}
                </Group>
              );
            },
          },
        ]}
      />
    </Page>
  );
}

import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { DataTable } from '../../parts/data-table';
import { Page } from '../../parts/page';
import { Time } from '../../parts/time';
import { useList } from '../../parts/use-list';
import { AllSessions } from './all-sessions';
import { PersonForm } from './person-form';
import { PersonMenu } from './person-menu';
import { ShownOnce } from './shown-once';
import type { Person, PersonWithCode } from './types';
import { PEOPLE } from './types';

/** Who may sign in, and where they are signed in. */
export default function PeoplePage() {
  const { t } = useTranslation(['people', 'common']);
  const { caller } = useSession();
  const query = useList<{ people: Person[] }>(PEOPLE);
  const [form, setForm] = useState<Person | 'new' | null>(null);
  const [made, setMade] = useState<PersonWithCode | null>(null);
  return (
    <Page
      title={t('title')}
      description={t('description')}
      actions={<Button onClick={() => setForm('new')}>{t('add')}</Button>}
    >
      {made !== null && (
        <ShownOnce
          title={t('code.title', { name: made.person.name })}
          text={t('code.text')}
          secret={made.code}
          what={t('code.what')}
          onDone={() => setMade(null)}
        />
      )}
      <DataTable
        label={t('title')}
        rows={query.data?.people}
        rowKey={({ id }) => id}
        query={query}
        empty={{ title: t('empty'), text: t('emptyText') }}
        columns={[
          {
            key: 'name',
            title: t('name'),
            render: (one) => (
              <Group gap="xs" wrap="nowrap">
                <Text size="sm" fw={600}>
                  {one.name}
                </Text>
                {caller.kind === 'person' && caller.id === one.id && (
                  <Badge variant="light" miw="max-content" style={{ flexShrink: 0 }}>
                    {t('you')}
                  </Badge>
                )}
              </Group>
            ),
          },
          {
            key: 'role',
            title: t('role'),
            render: ({ role, customer }) =>
              customer === null ? t(`common:role.${role}`) : `${t(`common:role.${role}`)}: ${customer}`,
          },
          { key: 'state', title: t('state'), render: (one) => <State person={one} /> },
          { key: 'factor', title: t('factor'), render: ({ secondFactor }) => t(secondFactor ? 'yes' : 'no') },
          {
            key: 'seen',
            title: t('signedIn'),
            render: ({ signedInAt }) => (signedInAt === null ? t('never') : <Time at={signedInAt} form="ago" />),
          },
          { key: 'sessions', title: t('sessions'), align: 'right', render: ({ sessions }) => sessions },
          {
            key: 'act',
            title: t('act'),
            align: 'right',
            render: (one) => (
              <PersonMenu
                person={one}
                isSelf={caller.kind === 'person' && caller.id === one.id}
                onChange={() => setForm(one)}
                onCode={setMade}
              />
            ),
          },
        ]}
      />
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('allSessions')}
        </Title>
        <AllSessions />
      </Stack>
      {form !== null && (
        <PersonForm person={form === 'new' ? null : form} onClose={() => setForm(null)} onMade={setMade} />
      )}
    </Page>
  );
}

function State({ person }: { readonly person: Person }) {
  const { t } = useTranslation('people');
  if (person.disabled) return <>{t('is.disabled')}</>;
  if (person.hasPassword) return <>{t(person.mustChangePassword ? 'is.mustChange' : 'is.active')}</>;
  if (person.codeExpiresAt === null) return <>{t('is.expired')}</>;
  return (
    <>
      {t('is.invited')} <Time at={person.codeExpiresAt} />
    </>
  );
}

import { Badge, Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { DataTable } from '../../parts/data-table';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import { RestrictionForm } from './restriction-form';
import { Section } from './section';
import type { ObjectType, Restriction } from './types';
import { RESTRICTIONS } from './paths';

/** Which requests are not taken for a time. */
export function RequestsTab() {
  const { t } = useTranslation('settings');
  const { may } = useSession();
  const query = useOne<{ restrictions: readonly Restriction[] }>(RESTRICTIONS);
  const [isOpen, setOpen] = useState(false);
  const confirm = useConfirm();
  const lift = useAct({
    run: (objects: readonly ObjectType[]) => api.post(`${RESTRICTIONS}/lift`, { objects }),
    done: t('requests.lifted'),
    renews: [[RESTRICTIONS]],
  });
  const kinds = ({ objects }: Restriction): string => objects.map((one) => t(`object.${one}`)).join(', ');
  const ask = async (one: Restriction): Promise<void> => {
    const text = t('requests.liftText', { kinds: kinds(one) });
    if ((await confirm({ title: t('requests.lift'), text, act: t('requests.lift') })) !== null)
      lift.mutate(one.objects);
  };
  const add = may('operator') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
      {t('requests.add')}
    </Button>
  );
  return (
    <Section title={t('requests.title')} text={t('requests.text')} actions={add}>
      <DataTable
        label={t('requests.title')}
        query={query}
        rows={query.data?.restrictions}
        rowKey={({ objects, notBefore }) => `${objects.join()} ${notBefore ?? ''}`}
        empty={{ title: t('requests.none'), text: t('requests.noneText') }}
        columns={[
          { key: 'kinds', title: t('requests.kinds'), render: kinds },
          {
            key: 'mode',
            title: t('requests.mode'),
            render: ({ mode, sample }) => (
              <Badge variant="light" color="gray" tt="none" radius="sm" miw="max-content">
                {t(`requests.mode-${mode}`, { sample })}
              </Badge>
            ),
          },
          { key: 'from', title: t('requests.from'), render: ({ notBefore }) => <Maybe at={notBefore} none="–" /> },
          {
            key: 'until',
            title: t('requests.until'),
            render: ({ until }) => <Maybe at={until} none={t('requests.untilLifted')} />,
          },
          { key: 'reason', title: t('requests.reason'), render: ({ reason }) => reason },
          {
            key: 'act',
            title: t('values.act'),
            render: (one) =>
              may('operator') && (
                <Group>
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={t('requests.liftKinds', { kinds: kinds(one) })}
                    onClick={() => void ask(one)}
                  >
                    {t('requests.lift')}
                  </Button>
                </Group>
              ),
          },
        ]}
      />
      {isOpen && <RestrictionForm onClose={() => setOpen(false)} />}
    </Section>
  );
}

function Maybe({ at, none }: { readonly at: string | null; readonly none: string }) {
  return at === null ? <>{none}</> : <Time at={at} />;
}

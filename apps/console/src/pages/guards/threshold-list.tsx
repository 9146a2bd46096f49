import { Button, Group, NumberInput, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, queryText } from '../../api/http';
import { useSession } from '../../api/use-session';
import { DataTable } from '../../parts/data-table';
import { count } from '../../parts/number-text';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import type { GuardsAnswer, Thresholds } from './types';
import { GUARDS } from './types';

const PATH = `${GUARDS}/thresholds`;

/** How much may change without a person. */
export function ThresholdList({ query }: { readonly query: ReturnType<typeof useOne<GuardsAnswer>> }) {
  const { t, i18n } = useTranslation('guards');
  const { may } = useSession();
  return (
    <Stack gap="sm" component="section" aria-labelledby="thresholds">
      <Title order={2} size="h4" id="thresholds">
        {t('thresholds.title')}
      </Title>
      <DataTable<Thresholds>
        label={t('thresholds.title')}
        columns={[
          { key: 'feed', title: t('fact.for'), render: ({ feed }) => feed ?? t('allFeeds') },
          {
            key: 'gone',
            title: t('thresholds.gone'),
            align: 'right',
            render: ({ gonePercent }) => (gonePercent === null ? '–' : `${String(gonePercent)} %`),
          },
          {
            key: 'popular',
            title: t('thresholds.popular'),
            align: 'right',
            render: ({ popularFlips, popularFrom }) =>
              popularFlips === null
                ? '–'
                : t('thresholds.flips', {
                    n: count(popularFlips, i18n.language),
                    from: count(popularFrom, i18n.language),
                  }),
          },
          {
            key: 'set',
            title: t('thresholds.set'),
            render: ({ setAt, setBy }) => (
              <>
                <Time at={setAt} />
                <Text size="xs" c="dimmed">
                  {setBy}
                </Text>
              </>
            ),
          },
          {
            key: 'act',
            title: t('fact.act'),
            render: ({ feed }) => (may('operator') ? <RemoveThresholds feed={feed} /> : null),
          },
        ]}
        rows={query.data?.thresholds}
        rowKey={({ feed }) => feed ?? ''}
        query={query}
        empty={{ title: t('thresholds.empty'), text: t('thresholds.emptyText') }}
      />
      {may('operator') && <ThresholdForm known={query.data?.thresholds ?? []} />}
    </Stack>
  );
}

function RemoveThresholds({ feed }: { readonly feed: string | null }) {
  const { t } = useTranslation('guards');
  const confirm = useConfirm();
  const remove = useAct({
    run: () => api.delete(`${PATH}${queryText({ feed })}`),
    done: t('thresholds.removed'),
    renews: [[GUARDS]],
  });
  const ask = async (): Promise<void> => {
    const title = t('thresholds.removeTitle', { feed: feed ?? t('allFeeds') });
    const text = t('thresholds.removeText');
    if ((await confirm({ title, text, act: t('remove.act'), isDangerous: true })) !== null) remove.mutate();
  };
  return (
    <Button variant="default" size="compact-sm" loading={remove.isPending} onClick={() => void ask()}>
      {t('remove.act')}
    </Button>
  );
}

function ThresholdForm({ known }: { readonly known: readonly Thresholds[] }) {
  const { t } = useTranslation('guards');
  const feeds = useOne<{ feeds: readonly { feed: string }[] }>('/api/v1/feeds');
  const [feed, setFeed] = useState<string | null>(null);
  const [gone, setGone] = useState<number | string>('');
  const [popular, setPopular] = useState<number | string>('');
  const [from, setFrom] = useState<number | string>(1_000);
  const numberOf = (value: number | string): number | null => (value === '' ? null : Number(value));
  const set = useAct({
    run: () =>
      api.put(PATH, {
        ...(feed === null ? {} : { feed }),
        gonePercent: numberOf(gone),
        popularFlips: numberOf(popular),
        popularFrom: numberOf(from) ?? 1_000,
      }),
    done: t('thresholds.done'),
    renews: [[GUARDS]],
  });
  /** What holds already is the beginning of a change. */
  const choose = (name: string | null): void => {
    const held = known.find((one) => one.feed === name);
    setFeed(name);
    setGone(held?.gonePercent ?? '');
    setPopular(held?.popularFlips ?? '');
    setFrom(held?.popularFrom ?? 1_000);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <Paper withBorder p="md" component="form" onSubmit={submit} aria-labelledby="set-thresholds">
      <Stack gap="md">
        <div>
          <Title order={3} size="h5" id="set-thresholds">
            {t('thresholds.form')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('thresholds.formText')}
          </Text>
        </div>
        <Group align="flex-end" grow preventGrowOverflow={false}>
          <Select
            label={t('fact.for')}
            placeholder={t('allFeeds')}
            clearable
            data={(feeds.data?.feeds ?? []).map((one) => one.feed)}
            value={feed}
            onChange={choose}
          />
          <NumberInput label={t('thresholds.gone')} suffix=" %" min={0} max={100} value={gone} onChange={setGone} />
          <NumberInput
            label={t('thresholds.popular')}
            min={0}
            allowDecimal={false}
            value={popular}
            onChange={setPopular}
          />
          <NumberInput label={t('thresholds.from')} min={1} allowDecimal={false} value={from} onChange={setFrom} />
        </Group>
        <Group>
          <Button type="submit" loading={set.isPending} disabled={gone === '' && popular === ''}>
            {t('thresholds.act')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

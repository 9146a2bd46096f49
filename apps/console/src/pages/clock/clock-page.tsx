import { Alert, Button, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { duration } from '../../parts/number-text';
import { Page } from '../../parts/page';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { exactTime } from '../../parts/time-text';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';

interface Clock {
  readonly state: 'right' | 'behind' | 'leapt';
  /** ISO 8601. */
  readonly judged: string;
  readonly system: string;
  readonly aheadSeconds: number;
  readonly mark: string | null;
  readonly resets: number;
  readonly problem: { readonly what: string; readonly advice: string } | null;
}

const PATH = '/api/v1/clock';
const EVERY_MS = 10_000;

export default function ClockPage() {
  const { t } = useTranslation('clock');
  const query = useOne<Clock>(PATH, { everyMs: EVERY_MS });
  return (
    <Page title={t('title')} description={t('description')}>
      <Fetched query={query}>{(clock) => <Standing clock={clock} />}</Fetched>
    </Page>
  );
}

function Standing({ clock }: { readonly clock: Clock }) {
  const { t, i18n } = useTranslation('clock');
  const { may } = useSession();
  const ask = useConfirm();
  const { mutate, isPending } = useAct({
    run: (reason: string) => api.post(`${PATH}/reset`, { reason }),
    done: t('resetDone'),
    renews: [[PATH], ['/api/v1/alerts'], ['/api/v1/health']],
  });
  const { state, judged, system, aheadSeconds, mark, resets, problem } = clock;
  const isRight = state === 'right';
  const reset = async (): Promise<void> => {
    const time = exactTime(new Date(system), i18n.language);
    const question = { title: t('resetTitle'), text: t('resetText', { time }), act: t('reset') };
    const reason = await ask({ ...question, reason: 'needed', isDangerous: true });
    if (reason !== null) mutate(reason);
  };
  const apart = duration(Math.abs(aheadSeconds) * 1_000, i18n.language);
  return (
    <Stack gap="md">
      <Alert
        color={isRight ? 'green' : 'orange'}
        variant="light"
        title={t(`state.${state}`)}
        icon={isRight ? <IconCircleCheck size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}
      >
        {problem !== null && (
          <Text size="sm">
            {problem.what}. {problem.advice}
          </Text>
        )}
      </Alert>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        <Fact name={t('judged')}>
          <Time at={judged} />
        </Fact>
        <Fact name={t('system')}>
          <Time at={system} />
        </Fact>
        <Fact name={t('difference')}>
          {aheadSeconds === 0 ? t('none') : t(aheadSeconds > 0 ? 'ahead' : 'behind', { time: apart })}
        </Fact>
        <Fact name={t('mark')}>{mark === null ? t('markNone') : <Time at={mark} />}</Fact>
        <Fact name={t('resets')}>{t('resets_count', { count: resets })}</Fact>
      </SimpleGrid>
      {may() ? (
        <div>
          <Button variant="default" loading={isPending} onClick={() => void reset()}>
            {t('reset')}
          </Button>
        </div>
      ) : (
        <Text c="dimmed" size="sm">
          {t('notYours')}
        </Text>
      )}
    </Stack>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="md">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="div" fw={600}>
        {children}
      </Text>
    </Paper>
  );
}

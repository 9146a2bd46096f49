import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useNeedText } from './need-text';
import type { Solution } from './solutions';
import { solutionsOf } from './solutions';
import type { Need } from './types';
import { OVERVIEW_PATH } from './types';

/** What solves it: at once, or on the page where it is dealt with; what the role may not do is not there. */
export function NeedActions({ need }: { readonly need: Need }) {
  const { t } = useTranslation('overview');
  const { may } = useSession();
  const solutions = solutionsOf(need).filter(({ roles }) => may(...roles));
  return (
    <Group gap="xs">
      {solutions.map((solution, i) =>
        solution.to === undefined ? (
          <SendButton key={solution.name} need={need} solution={solution} isFirst={i === 0} />
        ) : (
          <Button
            key={solution.name}
            component={Link}
            to={solution.to}
            size="sm"
            variant={i === 0 ? 'filled' : 'default'}
          >
            {t(`act.${solution.name}`)}
          </Button>
        ),
      )}
    </Group>
  );
}

interface SendButtonProps {
  readonly need: Need;
  readonly solution: Solution;
  readonly isFirst: boolean;
}

function SendButton({ need, solution: { name, send }, isFirst }: SendButtonProps) {
  const { t } = useTranslation('overview');
  const confirm = useConfirm();
  const tell = useNeedText();
  const act = useAct<string>({
    run: (reason) => {
      if (send === undefined) return Promise.resolve();
      if (send.method === 'delete') return api.delete(send.path);
      return api.post(send.path, { ...send.body, ...(reason === '' ? {} : { reason }) });
    },
    done: t(`done.${name}`),
    renews: [[OVERVIEW_PATH], ['/api/v1/alerts'], ['/api/v1/licenses'], ['/api/v1/snapshots'], ['/api/v1/feeds']],
  });
  const ask = async (): Promise<void> => {
    const reason = await confirm({
      title: t(`act.${name}`),
      text: `${tell(need)} ${t(`will.${name}`, need.facts)}`,
      act: t(`act.${name}`),
      ...(send?.reason === undefined ? {} : { reason: send.reason }),
    });
    if (reason !== null) act.mutate(reason);
  };
  return (
    <Button size="sm" variant={isFirst ? 'filled' : 'default'} loading={act.isPending} onClick={() => void ask()}>
      {t(`act.${name}`)}
    </Button>
  );
}

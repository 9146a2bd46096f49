import { notifications } from '@mantine/notifications';
import type { QueryKey } from '@tanstack/react-query';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFaultText } from './fault-text';

/** What the service answers (202) where a second person has to agree. */
export interface Proposed {
  readonly proposal: { readonly id: string; readonly kind: string; readonly expiresAt: string };
}

export function isProposed(answer: unknown): answer is Proposed {
  return typeof answer === 'object' && answer !== null && 'proposal' in answer && !('state' in answer);
}

interface Act<Input, Output> {
  readonly run: (input: Input) => Promise<Output>;
  /** What is said when it is done; null: nothing. */
  readonly done: string | null | ((output: Output, input: Input) => string | null);
  /** What is asked anew afterwards: beginnings of query keys. */
  readonly renews?: readonly QueryKey[];
  /** Not called when a second person has to agree first. */
  readonly then?: (output: Output, input: Input) => void;
  /** Where the page tells failures itself: no notice of them. */
  readonly isQuiet?: boolean;
}

/** Something that a person does: runs it, says how it went, asks anew for what it changed. */
export function useAct<Input = void, Output = unknown>({ run, done, renews = [], then, isQuiet }: Act<Input, Output>) {
  const { t } = useTranslation();
  const tell = useFaultText();
  const client = useQueryClient();
  return useMutation<Output, unknown, Input>({
    mutationFn: run,
    onSuccess: async (output, input) => {
      await Promise.all(renews.map((queryKey) => client.invalidateQueries({ queryKey })));
      if (isProposed(output)) {
        await client.invalidateQueries({ queryKey: ['/api/v1/proposals'] });
        notifications.show({ color: 'indigo', title: t('act.proposed'), message: t('act.proposedAdvice') });
        return;
      }
      const message = typeof done === 'function' ? done(output, input) : done;
      if (message !== null) notifications.show({ color: 'green', message });
      then?.(output, input);
    },
    onError: (error) => {
      if (isQuiet === true) return;
      const { title, detail, advice } = tell(error);
      notifications.show({
        color: 'red',
        title,
        message: [detail, advice].filter((text) => text !== '').join(' '),
        autoClose: 12_000,
      });
    },
  });
}

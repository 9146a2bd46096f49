import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import type { Zone } from '../../parts/zone-badge';
import { useAct } from '../../parts/use-act';
import type { ObjectType } from '../lookup/types';
import type { Expiry } from './expiry-field';
import { expiryText } from './expiry-field';
import { typedObject } from './object-kinds';
import type { Override } from './types';

export interface OverrideInput {
  readonly object: string;
  readonly kind: ObjectType;
  readonly zone: Zone;
  readonly reason: string;
  readonly expiry: Expiry;
  readonly customer: string | null;
  readonly threat: string;
  readonly trustGroup: string | null;
}

interface SetAnswer {
  readonly outcome?: 'added' | 'replaced' | 'unchanged';
}

/** What changes with an override. */
export const RENEWED = [['/api/v1/overrides'], ['/api/v1/explain']] as const;

/** Sets an override or changes `changed`; `then` also when a second person has to agree first. */
export function useSetOverride(changed: Override | undefined, then: () => void) {
  const { t } = useTranslation('overrides');
  return useAct<OverrideInput, SetAnswer>({
    run: async (input) => {
      const { zone, trustGroup } = input;
      const said = { zone, trustGroup, threat: input.threat.trim() || null, reason: input.reason.trim() };
      const expires = expiryText(input.expiry);
      const timed = expires === undefined ? said : { ...said, expires };
      const answer = await (changed === undefined
        ? api.post<SetAnswer>('/api/v1/overrides', {
            ...timed,
            object: typedObject(input.object, input.kind),
            ...(input.customer === null ? {} : { customer: input.customer }),
          })
        : api.patch<SetAnswer>(`/api/v1/overrides/${String(changed.id)}`, timed));
      then();
      return answer;
    },
    done: ({ outcome }) => t(`done.${outcome ?? 'changed'}`),
    renews: RENEWED,
    isQuiet: true,
  });
}

import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/http';
import type { ExplainedOrNot, Explanation, ObjectType } from '../lookup/types';
import { kindOf, typedObject } from './object-kinds';

const PAUSE_MS = 500;

export interface AskedNow {
  readonly object: string;
  readonly kind: ObjectType;
  readonly customer: string | null;
}

/** What is answered about an object now, while it is typed; undefined: not known (yet). */
export function useSaidNow({ object, kind, customer }: AskedNow): ExplainedOrNot | undefined {
  const [asked] = useDebouncedValue(object.trim(), PAUSE_MS);
  const isNetwork = kind === 'ip' && asked.includes('/');
  const { data } = useQuery({
    queryKey: ['/api/v1/explain', 'now', asked, kind, customer],
    queryFn: ({ signal }) => {
      const view = customer === null ? {} : { customer };
      // As text where its form tells the kind: so a mistyped hash is not taken for a domain.
      const objects = [kind === kindOf(asked) ? asked : typedObject(asked, kind)];
      return api.post<Explanation>('/api/v1/explain', { objects, history: false, ...view }, { signal });
    },
    enabled: asked !== '' && !isNetwork,
    retry: false,
  });
  return asked === '' ? undefined : data?.results[0];
}

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { api, queryText } from '../api/http';

export type ListParameters = Readonly<Record<string, string>>;

/** What is asked for of a list; all of it stands in the page's address, so that it can be linked and gone back to. */
export interface ListState {
  /** As the address has them; names are those of the server. */
  readonly parameters: ListParameters;
  readonly get: (name: string) => string;
  /** Sets or, with '', takes out parameters, and begins at the first page again. */
  readonly set: (changes: ListParameters) => void;
  /** `name` or `-name` (descending). */
  readonly sort: string;
  /** The next page, by the cursor that the server gave. */
  readonly goTo: (cursor: string) => void;
  readonly goFirst: () => void;
  readonly isFirst: boolean;
  /** Whether anything narrows the list down. */
  readonly isFiltered: boolean;
  readonly clear: () => void;
}

const CURSOR = 'cursor';
const SORT = 'sort';

/** @param defaults what holds where the address says nothing; `own` are parameters of the page that are no filters. */
export function useListState(defaults: ListParameters = {}, own: readonly string[] = []): ListState {
  const [search, setSearch] = useSearchParams();
  const given = useMemo(() => Object.fromEntries(search), [search]);
  const change = useCallback(
    (changes: ListParameters, options?: { replace: boolean }) =>
      setSearch((before) => {
        const after = new URLSearchParams(before);
        after.delete(CURSOR);
        for (const [name, value] of Object.entries(changes)) {
          if (value === '') after.delete(name);
          else after.set(name, value);
        }
        return after;
      }, options),
    [setSearch],
  );
  const filters = Object.keys(given).filter((name) => name !== CURSOR && name !== SORT && !own.includes(name));
  const parameters = Object.fromEntries(
    Object.entries({ ...defaults, ...given }).filter(([name]) => !own.includes(name)),
  );
  return {
    parameters,
    get: (name) => given[name] ?? defaults[name] ?? '',
    set: (changes) => change(changes, { replace: true }),
    sort: given[SORT] ?? defaults[SORT] ?? '',
    goTo: (cursor) => change({ [CURSOR]: cursor }),
    goFirst: () => change({}),
    isFirst: given[CURSOR] === undefined,
    isFiltered: filters.length > 0,
    clear: () => change(Object.fromEntries(filters.map((name) => [name, '']))),
  };
}

/** A page of a list; while the next one comes the one before stays. The query's key begins with the path. */
export function useList<T>(path: string, parameters: ListParameters = {}, options: { everyMs?: number } = {}) {
  return useQuery({
    queryKey: [path, parameters],
    queryFn: ({ signal }) => api.get<T>(`${path}${queryText(parameters)}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: options.everyMs ?? false,
  });
}

/** One thing of the service. The query's key begins with the path. */
export function useOne<T>(path: string, options: { everyMs?: number; isOn?: boolean } = {}) {
  return useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<T>(path, { signal }),
    refetchInterval: options.everyMs ?? false,
    enabled: options.isOn ?? true,
  });
}

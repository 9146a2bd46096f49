import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error';

const TRIES = 3;
const FRESH_MS = 5_000;

/** Not reached, or not able to right now. */
const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status === 502 || error.status === 503);

export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: FRESH_MS, retry: (failures, error) => failures < TRIES && isPassing(error) },
    mutations: { retry: false },
  },
});

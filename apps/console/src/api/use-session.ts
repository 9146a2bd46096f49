import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect } from 'react';
import { api, setCsrf, whenSignedOut } from './http';
import type { Role, Session, SignedIn } from './session';

export const SESSION_KEY = ['session'] as const;

/** Who is signed in; asked for before anything is shown. */
export const SESSION_QUERY = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: async () => {
    const session = await api.get<Session>('/api/v1/session');
    setCsrf(session.state === 'signed-in' ? session.csrf : null);
    return session;
  },
  staleTime: Infinity,
});

/** Whether anybody is signed in; asked anew when the service says that nobody is. */
export function useSessionState() {
  const client = useQueryClient();
  useEffect(() => whenSignedOut(() => void client.invalidateQueries({ queryKey: SESSION_KEY })), [client]);
  const query = useQuery(SESSION_QUERY);
  return query;
}

export const SignedInContext = createContext<SignedIn | null>(null);

export interface SessionView extends SignedIn {
  readonly isOneOf: (roles: readonly Role[]) => boolean;
  /** Whether these roles, or an administrator, may do something. */
  readonly may: (...roles: Role[]) => boolean;
}

/** Who is signed in; below the session gate only. */
export function useSession(): SessionView {
  const session = useContext(SignedInContext);
  if (session === null) throw new Error('nobody is signed in here');
  const { role } = session.caller;
  return {
    ...session,
    isOneOf: (roles) => roles.includes(role),
    may: (...roles) => role === 'administrator' || roles.includes(role),
  };
}

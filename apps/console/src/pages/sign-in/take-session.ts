import { useQueryClient } from '@tanstack/react-query';
import { setCsrf } from '../../api/http';
import type { Session } from '../../api/session';
import { SESSION_KEY } from '../../api/use-session';
import { chooseLanguage, hasChosenLanguage } from '../../texts/start-texts';

/** Goes on as whoever the service says that we are now; nothing that another was shown stays. */
export function useTakeSession(): (session: Session) => void {
  const client = useQueryClient();
  return (session) => {
    setCsrf(session.state === 'signed-in' ? session.csrf : null);
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
    client.setQueryData(SESSION_KEY, session);
    if (session.state === 'signed-in' && session.language !== null && !hasChosenLanguage()) {
      void chooseLanguage(session.language);
    }
  };
}

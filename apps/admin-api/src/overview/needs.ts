import type { HealthProblem } from '../administration/health';
import type { Alert } from '../alerts/alert';

/** Told by alerts as well. */
const TOLD = new Set(['feed-stale']);

/** Everything that waits for a person: alerts in their order, with what is wrong with the installation itself ahead of them. */
export function needsOf(alerts: readonly Alert[], problems: readonly HealthProblem[]): Alert[] {
  const own = problems
    .filter(({ code }) => !TOLD.has(code))
    .map(({ code, what, advice, facts }): Alert => {
      const sentence = `${what.slice(0, 1).toUpperCase()}${what.slice(1)}.`;
      const severity = code === 'no-feed' ? 'info' : 'critical';
      return { code, severity, subject: 'service', sentence, next: advice, since: null, due: null, facts };
    });
  return [...own, ...alerts];
}

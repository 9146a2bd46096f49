import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { CustomerScope, TransactionSource } from '@pksn/store-postgres';
import { askedView, feedsInView, readStandingFacts } from '@pksn/store-postgres';
import type { AskedObject } from './asked-object';
import { askedObject } from './asked-object';
import { EXPLAIN_LIMITS } from './explain-limits';
import type { ExplainBody } from './explain-requests';
import { Explaining } from './explaining';
import { seenFeeds } from './seen-feeds';

/** Why an object is answered as it is, and how that came to be. */
export class Explainer {
  constructor(
    private readonly source: TransactionSource,
    private readonly clock: Clock,
  ) {}

  /** All from one state of the database. Faults: NOT_FOUND for the customer or license; REQUEST_MALFORMED. */
  explain(body: ExplainBody, scope: CustomerScope): Promise<object> {
    const inputs = body.objects.map(readInput);
    const objects = inputs.flatMap((one) => (one instanceof Fault ? [] : [one]));
    const withHistory = body.history ?? objects.length <= EXPLAIN_LIMITS.historyObjects;
    if (withHistory && objects.length > EXPLAIN_LIMITS.historyObjects)
      throw new Fault(
        'REQUEST_MALFORMED',
        `the history of up to ${String(EXPLAIN_LIMITS.historyObjects)} objects is told at once`,
      );
    return this.source.transaction('REPEATABLE READ', async (manager) => {
      const view = await askedView(manager, body, scope);
      const inSight = await feedsInView(manager, view);
      const facts = await readStandingFacts(manager);
      const live = seenFeeds(facts.feeds, inSight);
      const explaining = new Explaining(manager, { view, inSight, live, facts, scope, now: this.clock.now() });
      const told = await explaining.all(objects, withHistory);
      let next = 0;
      return {
        generation: { number: facts.generation, at: facts.madeAt.toISOString() },
        view: {
          customer: view.customerId,
          license: view.license?.licenseId ?? null,
          feeds: live.map(({ feed }) => feed),
        },
        results: inputs.map((one, i) => {
          const input = body.objects[i];
          return one instanceof Fault
            ? { input, error: { code: one.code, detail: one.detail } }
            : { input, ...told[next++] };
        }),
      };
    });
  }
}

function readInput(input: unknown): AskedObject | Fault {
  try {
    return askedObject(input);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

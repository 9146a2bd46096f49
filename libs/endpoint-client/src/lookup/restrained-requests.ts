import type { ObjectError, WireObject } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { ObjectType } from '@pksn/domain';
import type { Bounds } from '../deadline';
import type { ServiceLink } from '../network/service-link';
import type { Pace } from '../pace';
import { isObjectError } from './endpoint-answer';
import type { Ask, Verdicts } from './lookup-requests';
import { askBulk, askSingle } from './lookup-requests';
import { kindOf } from './object-identity';

const NOTHING_ASKED: Verdicts = { results: [], key: null };

/** Sends what may be asked for; what may not has its refusal (SERVICE_RESTRICTED) in its place, and does not leave. */
export class RestrainedRequests {
  constructor(
    private readonly link: ServiceLink,
    private readonly pace: Pick<Pace, 'now'>,
  ) {}

  /** Why an object may not be asked for now; null: it may. */
  refusal(object: WireObject): Fault | null {
    return this.link.restraint.refusal(kindOf(object), this.pace.now());
  }

  /** In the order asked, by one bulk or by single requests. Faults: those of ServiceLink.ask. */
  async ask(objects: readonly WireObject[], bounds: Bounds, how: 'bulk' | 'single'): Promise<Verdicts> {
    const refusals = objects.map((object) => this.refusal(object));
    const allowed = objects.filter((_object, i) => refusals[i] === null);
    try {
      const { results, key } = allowed.length === 0 ? NOTHING_ASKED : await this.send(allowed, bounds, how);
      if (results.some(isRestricted)) this.link.askAgain();
      let next = 0;
      return {
        key,
        results: refusals.map((one) => (one === null ? (results[next++] as Verdicts['results'][number]) : slotOf(one))),
      };
    } catch (error) {
      // The status, which is asked for before all else, may have told what may not be asked for.
      const isNews = isRefusal(error) && allowed.some((object) => this.refusal(object) !== null);
      if (isNews && objects.length > 1) return this.ask(objects, bounds, how);
      throw error;
    }
  }

  private async send(objects: readonly WireObject[], bounds: Bounds, how: 'bulk' | 'single'): Promise<Verdicts> {
    if (how === 'bulk') return askBulk(this.askFor(new Set(objects.map(kindOf))), objects, bounds);
    const singles = await Promise.all(objects.map((object) => this.single(object, bounds, objects.length > 1)));
    return {
      results: singles.flatMap((one) => one.results),
      key: singles.find((one) => one.key !== null)?.key ?? null,
    };
  }

  /** One that is refused does not take the others with it. */
  private async single(object: WireObject, bounds: Bounds, hasOthers: boolean): Promise<Verdicts> {
    try {
      return await askSingle(this.askFor(new Set([kindOf(object)])), object, bounds);
    } catch (error) {
      if (!hasOthers || !isRefusal(error)) throw error;
      return { results: [slotOf(error)], key: null };
    }
  }

  private askFor(kinds: ReadonlySet<ObjectType>): Ask {
    return (request) => this.link.ask(request, [...kinds]);
  }
}

/** Whether it is the slot of an object that may not be asked for. */
export function isRestricted(result: Verdicts['results'][number]): result is ObjectError {
  return isObjectError(result) && result.error.code === 'SERVICE_RESTRICTED';
}

function isRefusal(error: unknown): error is Fault {
  return error instanceof Fault && error.code === 'SERVICE_RESTRICTED';
}

function slotOf({ code, detail }: Fault): ObjectError {
  return { error: { code, detail } };
}

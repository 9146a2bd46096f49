import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SAMPLES_PATH } from '../samples/sample-routes';
import type { LoadGuard } from './load-guard';
import { LOAD_LIMITS } from './load-limits';
import { requestClass } from './request-class';

/**
 * Bounds the bytes of bodies that are received and answered at one time, after the license was judged and before a
 * byte of the body is read; one license alone can take no more than its share. To be called before the routes are
 * declared.
 */
export function boundBodies(http: FastifyInstance, load: LoadGuard): void {
  const budget = new BodyBudget();
  http.addHook('preParsing', (request, reply, _body, done) => {
    if (request.method === 'GET' || requestClass(request.method, request.url) === 'kept') return done();
    const owner: object = request.grant?.entry.row ?? budget;
    const bytes = bytesOf(request);
    if (!budget.take(owner, bytes)) return done(load.fault('bulk'));
    reply.raw.once('close', () => budget.giveBack(owner, bytes));
    done();
  });
}

/** Bytes under way, in all and by owner. */
export class BodyBudget {
  private all = 0;
  private readonly owners = new Map<object, number>();

  take(owner: object, bytes: number): boolean {
    const own = (this.owners.get(owner) ?? 0) + bytes;
    if (this.all + bytes > LOAD_LIMITS.bodyBytes || own > LOAD_LIMITS.bodyBytesOfOne) return false;
    this.all += bytes;
    this.owners.set(owner, own);
    return true;
  }

  giveBack(owner: object, bytes: number): void {
    this.all -= bytes;
    const left = (this.owners.get(owner) ?? 0) - bytes;
    if (left > 0) this.owners.set(owner, left);
    else this.owners.delete(owner);
  }
}

function bytesOf({ headers, url }: FastifyRequest): number {
  // It is never held: its bytes go to disk as they come.
  if (url === SAMPLES_PATH) return LOAD_LIMITS.leastBodyBytes;
  const declared = headers['content-length'];
  if (declared === undefined) return LOAD_LIMITS.undeclaredBodyBytes;
  return Math.max(LOAD_LIMITS.leastBodyBytes, Number(declared));
}

import { join } from 'node:path';
import { AnswerShelf, reasonOf } from '@pksn/endpoint-client';
import { Fault } from '@pksn/domain';
import type { Clock, Logger, Shutdown } from '@pksn/runtime';
import { errorCode, JudgedClock, makeDirectory, monotonicMs, watchFiles } from '@pksn/runtime';
import type { ProxyConfig } from './config/proxy-config';
import { listenAt } from './http/proxy-listener';
import { Askers } from './license/asker';
import { JudgementBook } from './license/judgement-book';
import { KeyJudge } from './license/key-judge';
import { SeatCalls } from './license/seat-calls';
import { LookupDesk } from './lookup/lookup-desk';
import { PrefixDesk } from './lookup/prefix-desk';
import { buildQueue } from './queue/build-queue';
import { relayOfProxy } from './queue/proxy-relay';
import { ChangeRoutes } from './routes/change-routes';
import { FastSingles } from './routes/fast-singles';
import { Router } from './routes/router';
import { StandingRoutes } from './routes/standing-routes';
import { AnswerStore } from './store/answer-store';
import { Steering } from './status/steering';
import { confirmClock } from './upstream/confirmed-clock';
import { Upstream } from './upstream/upstream';
import type { UpstreamTrust } from './upstream/upstream-trust';
import { trustFiles, upstreamTrust } from './upstream/upstream-trust';
import { HotAnswers } from './views/hot-answers';
import { KeptStatus } from './views/kept-status';
import { Views } from './views/views';

const FOLDER_MODE = 0o700;

/** A proxy, put together. Everything is plain classes; nothing outlives `shutdown`. */
export async function serve(config: ProxyConfig, log: Logger, shutdown: Shutdown): Promise<void> {
  const clock = new JudgedClock();
  const elapsedMs = monotonicMs;
  await makeDataFolder(config.data);
  const trust = await upstreamTrust(config, clock.now());
  const shelf = await openShelf(join(config.data, 'cache'), log);
  const upstream = new Upstream(trust, config.upstream.timeoutMs, elapsedMs);
  let resets = 0;
  upstream.onDate = (date) => {
    if (confirmClock(clock, date, ++resets))
      log.warn('the service has the time of this machine: its clock is believed');
  };
  followTrust(config, upstream, clock, log, shutdown);
  const steering = new Steering(config, { upstream, now: () => clock.now(), elapsedMs, log });
  const { settings, traffic } = steering;
  const { silenceMs } = config.upstream;
  const store = new AnswerStore(shelf, config.cache.bytes, (error) =>
    log.error({ error }, 'the cache cannot be used: everything is asked for until it can'),
  );
  const hot = new HotAnswers(config.cache.memoryBytes);
  store.onGone = (view, id) => hot.delete(view, id);
  const book = new JudgementBook(shelf);
  store.onBack = () => {
    log.info('the cache can be used again');
    hot.clear();
    void book.again();
  };
  const texts = { read: (key: string) => store.text(key) };
  const judge = new KeyJudge({ upstream, book, clock, settings });
  const status = new KeptStatus(texts, store);
  const views = new Views(
    texts,
    {
      store,
      hot,
      now: () => clock.now(),
      elapsedMs,
      silenceMs,
      lifetimes: settings,
      told: (stamp, isMoved) => {
        judge.told(stamp, isMoved);
        steering.told(stamp.revision);
      },
    },
    {
      upstream,
      judge,
      status,
      now: () => clock.now(),
      elapsedMs,
      silenceMs,
      warn: (error) => log.debug({ error }, 'a stream of changes ended'),
    },
  );
  const askers = new Askers();
  const seats = new SeatCalls({ upstream, judge, clock });
  askers.onEndpoint = (asker, endpointId) => seats.saw(asker, endpointId);
  shutdown.onStop('seats', () => seats.stop());
  const limitBytes = (): number => settings.values['limits.queueBytes'];
  const isOfOneCustomer = (): boolean => steering.isOfOneCustomer;
  const refused = (code: string): void => traffic.refused(code);
  const queue = await buildQueue(
    config,
    { upstream, askers, judge, clock, elapsedMs, log, limitBytes, isOfOneCustomer, refused },
    shutdown,
  );
  const { onLink } = upstream;
  upstream.onLink = (isLinked, detail) => {
    onLink(isLinked, detail);
    if (isLinked) queue.linked();
  };
  const desk = new LookupDesk({ upstream, judge, views, clock, settings });
  const changes = new ChangeRoutes({ upstream, askers, judge, views, clock });
  const standing = new StandingRoutes({ upstream, askers, judge, views, clock, kept: status, offline: settings });
  const singles = new FastSingles({ askers, judge, views, clock, elapsedMs });
  const lookups = (): typeof desk.counts => ({ ...desk.counts, hits: desk.counts.hits + singles.hits });
  const health = (): object => ({
    status: upstream.isLinked ? 'ready' : 'degraded',
    linked: upstream.isLinked,
    views: [...views].length,
    cache: { bytes: store.sizeBytes, usable: store.isUsable, inMemory: hot.size },
    lookups: lookups(),
    upstream: { ...desk.bulkCounts, judgements: judge.counts.asked },
    streams: changes.openStreams,
    queue: queue.facts(),
    proxy: steering.word,
  });
  shutdown.onStop('cache', () => store.close());
  shutdown.onStop('upstream', () => upstream.close());
  shutdown.onStop('views', () => views.stop());
  const prefixes = new PrefixDesk({ judge, views, clock, settings });
  const router = new Router({
    lookups: { upstream, askers, desk },
    prefixes: { upstream, askers, prefixes },
    changes,
    standing,
    singles,
    contributions: queue.routes,
    proxies: (request, response) => relayOfProxy({ upstream, isEnrolled: config.identity !== null }, request, response),
    health,
    traffic,
  });
  await steering.start(shutdown, lookups);
  await steering.show(
    {
      lookups,
      // Answers of the short way are counted there.
      given: () => ({ requests: traffic.given.requests + singles.hits, bytes: traffic.given.bytes + singles.bytes }),
      bulks: () => desk.bulkCounts,
      judgements: () => judge.counts.asked,
      cache: () => ({
        usable: store.isUsable,
        bytes: store.sizeBytes,
        limitBytes: config.cache.bytes,
        objects: store.answers,
        objectsInMemory: hot.size,
        views: [...views].length,
        globalViews: [...views].filter(({ stamp }) => stamp?.infrastructure === 'global').length,
      }),
      queue: () => queue.facts(),
      streams: () => changes.openStreams,
    },
    shutdown,
  );
  await listenAt(config.listen, router, steering.reception, log, shutdown);
  shutdown.onStop('streams', () => changes.stop());
}

/** Certificates and addresses that are replaced are used without a restart. */
function followTrust(config: ProxyConfig, upstream: Upstream, clock: Clock, log: Logger, shutdown: Shutdown): void {
  const apply = (trust: UpstreamTrust): void => {
    upstream.use(trust);
    log.info('the files of the upstream were read again');
  };
  const watch = watchFiles(trustFiles(config), () => upstreamTrust(config, clock.now()), apply, {
    onBadFiles: (error) => log.warn({ error }, 'files of the upstream are not usable; the old ones stay'),
  });
  shutdown.onStop('files of the upstream', () => watch.stop());
}

/** Fault: DATA_FOLDER, also where a file stands in its place. */
async function makeDataFolder(path: string): Promise<void> {
  try {
    await makeDirectory(path, FOLDER_MODE);
  } catch (cause) {
    throw errorCode(cause) === 'EEXIST' ? new Fault('DATA_FOLDER', `${path} is not a folder`, { cause }) : cause;
  }
}

/** Fault: ALREADY_RUNNING where another process has the folder. */
async function openShelf(folder: string, log: Logger): Promise<AnswerShelf> {
  try {
    const { shelf, wasLost } = await AnswerShelf.open(folder);
    if (wasLost !== null) log.warn({ reason: wasLost }, 'the cache was damaged, and begins anew');
    return shelf;
  } catch (cause) {
    const isLocked = reasonOf(cause) === 'LEVEL_LOCKED';
    throw isLocked ? new Fault('ALREADY_RUNNING', `another process uses ${folder}`, { cause }) : cause;
  }
}

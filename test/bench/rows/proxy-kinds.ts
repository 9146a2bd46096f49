import type { BenchOptions, BenchRow, Contest } from '../bench-row';
import { ratioAtLeast } from '../bench-row';
import { requestBytes } from '../https-ask';
import type { Asked } from '../https-ask';
import { CLIENT, HttpsLoad } from '../https-load';
import { LookupFixture } from '../lookup-fixture';
import { PINNING } from '../pinned-process';
import type { ProxyAndService } from '../proxy-contest';
import { alikeAnswerBytes, fill, keysOfOneScope, requireNothingAsked, startProxyAndService } from '../proxy-contest';
import { requestRates } from '../request-rates';
import { sortedKeys, urlMix } from '../url-mix';

const OBJECTS = 1 << 11;
/** More than the memory of a proxy holds, asked in turns: each is gone from memory when it is asked again. */
const OBJECTS_ON_DISK = 1 << 15;
const BULK = 100;
const SECONDS = { long: 3, short: 1 };
const GOAL = 0.7;
const MEMORY_BYTES = 4 * 2 ** 30;

/** Questions of one kind, and the objects that they are about. */
interface Kind {
  readonly what: string;
  readonly objects: readonly object[];
  readonly questions: readonly Asked[];
}

/** P14 for what is asked beside single files in memory: addresses of the web, bulks, and files that are on the proxy's disk only. */
export const proxyKinds: BenchRow = {
  id: 'P14-KINDS',
  rounds: 5,
  async run(options, measure) {
    const mix = urlMix(OBJECTS);
    const known = mix.filter((_, n) => n % 2 === 0);
    const fixture = await LookupFixture.create(options, undefined, sortedKeys(known));
    let both: ProxyAndService | null = null;
    try {
      both = await startProxyAndService(fixture, options, MEMORY_BYTES);
      options.say(`${CLIENT}; ${PINNING}`);
      for (const kind of kindsOf(
        fixture,
        mix.map(({ url }) => url),
      )) {
        await fill(both, fixture, kind.objects);
        const contests = await contestsOf(kind, both, fixture, options);
        await requireNothingAsked(both, fixture, () => measure(contests));
      }
    } finally {
      await both?.proxy.process.stop();
      await fixture.stop();
    }
  },
};

async function contestsOf(
  { what, questions }: Kind,
  both: ProxyAndService,
  fixture: LookupFixture,
  options: BenchOptions,
): Promise<Contest[]> {
  const answerBytes = await alikeAnswerBytes(both, fixture, questions);
  options.say(`${what}: answers of ${String(answerBytes)} bytes`);
  const load = await HttpsLoad.prepare(options.workDir, 'kind', questions.map(requestBytes));
  const contest = { what, baselineWhat: 'the query process itself', goal: ratioAtLeast(GOAL) };
  return requestRates(contest, load, options.long ? SECONDS.long : SECONDS.short, both.proxy, both.query);
}

function kindsOf(fixture: LookupFixture, urls: readonly string[]): Kind[] {
  const keys = keysOfOneScope(fixture);
  const key = (n: number): string => keys[n % keys.length] as string;
  const single = (path: string, n: number): Asked => ({ path, key: key(n) });
  const hosts = urls.map((url) => new URL(url).hostname);
  const bulks = <T>(all: readonly T[], objectOf: (one: T) => object): Asked[] =>
    Array.from({ length: Math.floor(all.length / BULK) }, (_, n) => {
      const objects = all.slice(n * BULK, (n + 1) * BULK).map(objectOf);
      return { path: '/v1/lookup', key: key(n), body: JSON.stringify({ objects }) };
    });
  const files = fixture.asked.slice(0, OBJECTS);
  const onDisk = fixture.asked.slice(0, OBJECTS_ON_DISK);
  return [
    {
      what: 'domains that a proxy keeps',
      objects: hosts.map((domain) => ({ domain })),
      questions: hosts.map((host, n) => single(`/v1/domains/${host}`, n)),
    },
    {
      what: 'URLs that a proxy keeps',
      objects: urls.map((url) => ({ url })),
      questions: urls.map((url, n) => single(`/v1/urls?url=${encodeURIComponent(url)}`, n)),
    },
    {
      what: `bulks of ${String(BULK)} files that a proxy keeps`,
      objects: files.map((file) => ({ file })),
      questions: bulks(files, (file) => ({ file })),
    },
    {
      what: `bulks of ${String(BULK)} URLs that a proxy keeps`,
      objects: urls.map((url) => ({ url })),
      questions: bulks(urls, (url) => ({ url })),
    },
    {
      what: 'single files that a proxy keeps on disk only',
      objects: onDisk.map((file) => ({ file })),
      questions: onDisk.map((hash, n) => single(`/v1/files/${hash}`, n)),
    },
  ];
}

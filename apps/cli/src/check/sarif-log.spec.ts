import type { EndpointAnswer } from '@pksn/endpoint-client';
import type { CheckedFile, CheckState } from './checked-file';
import type { FailOn } from './check-tally';
import type { NamedPath } from './found-file';
import { SarifLog } from './sarif-log';

interface Log {
  $schema: string;
  version: string;
  runs: {
    tool: { driver: { name: string; rules: { id: string; defaultConfiguration: { level: string } }[] } };
    results: Result[];
    invocations: Record<string, unknown>[] & { toolExecutionNotifications: unknown[] }[];
    originalUriBaseIds: Record<string, { uri: string }>;
  }[];
}
interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: { physicalLocation: { artifactLocation: { uri: string; uriBaseId: string } } }[];
  partialFingerprints: Record<string, string>;
}

const HASH = 'ab'.repeat(32);
const root = (absolute: string, isFolder = true): NamedPath => ({
  given: Buffer.from(absolute),
  real: Buffer.from(absolute),
  absolute,
  isFolder,
});
const HERE = root('/work');

function checked(state: CheckState, below: string | Buffer, from = HERE, threat: string | null = null): CheckedFile {
  const file = { root: from, below: Buffer.from(below), flaw: null, sha256: HASH, sizeBytes: 3 };
  const answer = { zone: state, threat, source: { kind: 'none' }, network: 'private', from: 'service' };
  if (state === 'unread') return { file, state, answer: null, refused: { code: null, detail: 'why' } };
  return { file, state, answer: answer as unknown as EndpointAnswer, refused: null };
}

function logOf(files: readonly CheckedFile[], isComplete = true, failOn: FailOn = 'red'): Log {
  const log = new SarifLog('0.1.0', '/work', failOn);
  const text = log.head() + files.map((one) => log.result(one)).join('');
  return JSON.parse(text + log.end({ startedAt: 0, endedAt: 1_500, exitCode: 1, isComplete })) as Log;
}

const URI_REFERENCE = /^(?:[A-Za-z0-9\-._~/:]|%[0-9A-F]{2})+$/;
const ZONED_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The rules of the OASIS schema, and of the text beside it, that what is written here could break. */
function requireValid(log: Log): void {
  expect(log.version).toBe('2.1.0');
  expect(new URL(log.$schema).pathname).toMatch(/sarif-schema-2\.1\.0\.json$/);
  expect(log.runs).toHaveLength(1);
  for (const run of log.runs) {
    const { rules, name } = run.tool.driver;
    expect(name).not.toBe('');
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const { uri } of Object.values(run.originalUriBaseIds)) expect(uri).toMatch(/^file:\/\/\/.*\/$|^file:\/\/\/$/);
    for (const invocation of run.invocations) {
      expect(typeof invocation.executionSuccessful).toBe('boolean');
      expect(invocation.startTimeUtc).toMatch(ZONED_TIME);
      expect(invocation.endTimeUtc).toMatch(ZONED_TIME);
      expect(Number.isInteger(invocation.exitCode)).toBe(true);
    }
    for (const result of run.results) {
      expect(rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(['none', 'note', 'warning', 'error']).toContain(result.level);
      expect(result.message.text).not.toBe('');
      for (const value of Object.values(result.partialFingerprints)) expect(typeof value).toBe('string');
      for (const { physicalLocation } of result.locations) {
        const { uri, uriBaseId } = physicalLocation.artifactLocation;
        expect(uri).toMatch(URI_REFERENCE);
        expect(uri).not.toMatch(/^\/|^[A-Za-z][A-Za-z0-9+.-]*:|(^|\/)\.\.(\/|$)/);
        expect(run.originalUriBaseIds).toHaveProperty([uriBaseId]);
      }
    }
  }
}

it('is valid, empty and full', () => {
  requireValid(logOf([]));
  const files = [
    checked('red', '/a b#%/c:d\u001b\n', HERE, 'Trojan.A'),
    checked('red', Buffer.from([0x2f, 0xff]), root('/else where'), 'Trojan.A'),
    checked('yellow', '', root('/work/sub/file.exe', false)),
    checked('red', '', root('/tmp/f', false), 'Trojan.B\u0007'),
    checked('green', '/fine'),
    checked('grey', '/unknown'),
    checked('unread', '/denied'),
  ];
  const log = logOf(files, false);
  requireValid(log);
  const [run] = log.runs;
  expect(run?.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ['red/Trojan.A', 'error'],
    ['red/Trojan.A', 'error'],
    ['yellow', 'warning'],
    ['red/Trojan.B\uFFFD', 'error'],
  ]);
  const places = run?.results.map(({ locations: [one] }) => one?.physicalLocation.artifactLocation);
  expect(places).toEqual([
    { uri: 'a%20b%23%25/c%3Ad%1B%0A', uriBaseId: '%SRCROOT%' },
    { uri: '%FF', uriBaseId: 'ROOT1' },
    { uri: 'sub/file.exe', uriBaseId: '%SRCROOT%' },
    { uri: 'f', uriBaseId: 'ROOT2' },
  ]);
  expect(run?.originalUriBaseIds).toEqual({
    '%SRCROOT%': { uri: 'file:///work/' },
    ROOT1: { uri: 'file:///else%20where/' },
    ROOT2: { uri: 'file:///tmp/' },
  });
  expect(run?.results[0]?.partialFingerprints).toEqual({ 'sha256/v1': HASH });
  expect(run?.invocations[0]).toMatchObject({
    executionSuccessful: false,
    exitCode: 1,
    endTimeUtc: '1970-01-01T00:00:01.500Z',
    toolExecutionNotifications: [{ level: 'warning', message: { text: '/work/denied could not be read: why' } }],
  });
});

it('reports what is unknown only where that fails the check', () => {
  const results = logOf([checked('grey', '/unknown')], true, 'unknown').runs[0]?.results;
  expect(results?.map(({ ruleId, level }) => [ruleId, level])).toEqual([['grey', 'note']]);
});

it('holds a bounded number of rules and notifications', () => {
  const many = Array.from({ length: 5_010 }, (_, n) => checked('red', `/${String(n)}`, HERE, `T${String(n)}`));
  const unread = Array.from({ length: 1_005 }, (_, n) => checked('unread', `/${String(n)}`));
  const log = logOf([...many, ...unread]);
  requireValid(log);
  const [run] = log.runs;
  expect(run?.tool.driver.rules).toHaveLength(5_001);
  expect(run?.results.at(-1)?.ruleId).toBe('red');
  expect(run?.invocations[0]?.toolExecutionNotifications).toHaveLength(1_001);
  expect(JSON.stringify(run?.invocations)).toContain('5 more files');
});

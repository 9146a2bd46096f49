import type { Fault } from '@pksn/domain';
import { ENDPOINT_REPORT_SCHEMA } from './endpoint-report';
import { readReport } from './read-report';

const NOW = Date.UTC(2026, 10, 22, 10, 30);
const HOUR = '2026-11-22T10:00:00Z';
const HASH = 'ab'.repeat(32);

type Body = Record<string, unknown>;
const counter = (change: Body = {}): Body => ({ name: 'lookups', hour: HOUR, count: 7, ...change });
const detection = (change: Body = {}): Body => ({ object: { file: HASH }, zone: 'red', hour: HOUR, ...change });
const report = (change: Body = {}): Body => ({ applicationVersion: '12.4.117', counters: [], ...change });
const counting = (change: Body): Body => report({ counters: [counter(change)] });
const detecting = (change: Body): Body => report({ detections: [detection(change)] });

function outcome(body: unknown): string {
  try {
    readReport(body, NOW);
    return 'taken';
  } catch (error) {
    return (error as Fault).code;
  }
}

it('reads what an endpoint counted and detected, by hour', () => {
  const earlier = '2026-11-22T09:00:00.000Z';
  expect(
    readReport(
      {
        applicationVersion: '1.0',
        counters: [counter(), counter({ hour: earlier, name: 'false-alarms' })],
        detections: [
          detection({ object: { web: HASH.toUpperCase() }, threat: 'HEUR:Trojan.Win32.Agent.gen', count: 3 }),
        ],
      },
      NOW,
    ),
  ).toEqual({
    applicationVersion: '1.0',
    hours: [
      { hour: Date.parse(earlier), counters: [{ name: 'false-alarms', count: 7 }], detections: [] },
      {
        hour: Date.parse(HOUR),
        counters: [{ name: 'lookups', count: 7 }],
        detections: [{ kind: 'web', key: HASH, zone: 'red', threat: 'HEUR:Trojan.Win32.Agent.gen', count: 3 }],
      },
    ],
  });
});

/** What could be about a person; the field that is named; and beside it what is honest in the same place. */
const ATTEMPTS: readonly (readonly [what: string, attempt: unknown, field: string, twin: unknown])[] = [
  ['a user name as a field', report({ userName: 'bob' }), 'userName', report()],
  ['a host name as a field', report({ hostName: 'BOB-LAPTOP' }), 'hostName', report({ detections: [] })],
  ['an empty field that is not there', report({ user: '' }), 'user', report({ counters: [counter()] })],
  ['a number in a field that is not there', report({ age: 42 }), 'age', counting({ count: 42 })],
  ['a path as a field', report({ 'C:\\Users\\bob': 1 }), 'a field of the report that is not in the schema', report()],
  ['a user in a counter', counting({ user: 'bob' }), 'counters[0].user', counting({})],
  ['a path in a detection', detecting({ path: '/home/bob/x' }), 'detections[0].path', detecting({ count: 1 })],
  ['a process in a detection', detecting({ process: 'x.exe' }), 'detections[0].process', detecting({ threat: null })],
  ['a text as the report', 'bob', 'the report', report()],
  ['a list as the report', ['bob'], 'the report', report()],
  ['a path as version', report({ applicationVersion: 'C:\\bob' }), 'applicationVersion', report()],
  ['a user behind the version', report({ applicationVersion: '1.0 bob' }), 'applicationVersion', report()],
  [
    'an IPv4 address as version',
    report({ applicationVersion: '10.0.0.17' }),
    'applicationVersion',
    report({ applicationVersion: '10.0.17' }),
  ],
  [
    'a telephone number as version',
    report({ applicationVersion: '49.1761.2345' }),
    'applicationVersion',
    report({ applicationVersion: '49.176.1' }),
  ],
  [
    'a build with a name',
    report({ applicationVersion: '1.0-bob' }),
    'applicationVersion',
    report({ applicationVersion: '1.0' }),
  ],
  [
    'a version and a line',
    report({ applicationVersion: '1.0\n' }),
    'applicationVersion',
    report({ applicationVersion: '1.0.0' }),
  ],
  [
    'a counter of its own',
    counting({ name: 'logins-of-bob' }),
    'counters[0].name',
    counting({ name: 'lookups-failed' }),
  ],
  ['a counter of another case', counting({ name: 'Lookups' }), 'counters[0].name', counting({ name: 'lookups' })],
  ['a text as count', counting({ count: 'bob' }), 'counters[0].count', counting({ count: 0 })],
  ['a thing as count', counting({ count: { of: 'bob' } }), 'counters[0].count', counting({ count: 1_000_000 })],
  ['a list as name', counting({ name: ['lookups', 'bob'] }), 'counters[0].name', counting({})],
  ['a sentence as hour', counting({ hour: 'when bob came home' }), 'counters[0].hour', counting({ hour: HOUR })],
  [
    'the very second',
    counting({ hour: '2026-11-22T10:12:31Z' }),
    'counters[0].hour',
    counting({ hour: '2026-11-22T10:00:00.000Z' }),
  ],
  [
    'a place by its offset',
    counting({ hour: '2026-11-22T10:00:00+05:45' }),
    'counters[0].hour',
    counting({ hour: '2026-10-23T00:00:00Z' }),
  ],
  [
    'a file path',
    detecting({ object: { file: '/home/bob/letter.doc' } }),
    'detections[0].object.file',
    detecting({ object: { file: HASH } }),
  ],
  [
    'an MD5, as long as an endpoint id',
    detecting({ object: { file: 'ab'.repeat(16) } }),
    'detections[0].object.file',
    detecting({ object: { file: 'AB'.repeat(32) } }),
  ],
  [
    'a URL',
    detecting({ object: { url: 'https://bob.example/x' } }),
    'detections[0].object.url',
    detecting({ object: { web: HASH } }),
  ],
  [
    'a URL as a key',
    detecting({ object: { web: 'https://bob.example/x' } }),
    'detections[0].object.web',
    detecting({ object: { web: HASH } }),
  ],
  [
    'an IP address',
    detecting({ object: { ip: '192.0.2.7' } }),
    'detections[0].object.ip',
    detecting({ object: { certificate: HASH } }),
  ],
  ['a domain', detecting({ object: { domain: 'bob.example' } }), 'detections[0].object.domain', detecting({})],
  ['a program', detecting({ object: { software: { vendor: 'bob' } } }), 'detections[0].object.software', detecting({})],
  [
    'a subject of a certificate',
    detecting({ object: { certificate: 'CN=Bob' } }),
    'detections[0].object.certificate',
    detecting({}),
  ],
  ['a key and a name', detecting({ object: { file: HASH, name: 'x' } }), 'detections[0].object.name', detecting({})],
  ['a zone of its own', detecting({ zone: 'bob' }), 'detections[0].zone', detecting({ zone: 'grey' })],
  [
    'a host name as threat',
    detecting({ threat: 'trojan.corp.example' }),
    'detections[0].threat',
    detecting({ threat: 'Trojan.Win32.Corp' }),
  ],
  [
    'a path as threat',
    detecting({ threat: 'Trojan.Win32.Bob/home' }),
    'detections[0].threat',
    detecting({ threat: 'Trojan-Downloader.Win32.Bob' }),
  ],
  [
    'a sentence as threat',
    detecting({ threat: 'Trojan of bob' }),
    'detections[0].threat',
    detecting({ threat: 'not-a-virus:AdWare.JS.Tool' }),
  ],
  [
    'a mail address as threat',
    detecting({ threat: 'Trojan.Win32.B@b.example' }),
    'detections[0].threat',
    detecting({ threat: 'EICAR-Test-File' }),
  ],
  [
    'an address as threat',
    detecting({ threat: '192.0.2.7' }),
    'detections[0].threat',
    detecting({ threat: 'UDS:DangerousObject.Multi.Generic' }),
  ],
  [
    'letters of another script',
    detecting({ threat: 'Trojan.Win32.Бob' }),
    'detections[0].threat',
    detecting({ threat: 'Trojan.Win32.Bob.gen' }),
  ],
];

it.each(ATTEMPTS)('refuses %s, names the field and nothing else', (_what, attempt, field, twin) => {
  let fault: Fault | null = null;
  try {
    readReport(attempt, NOW);
  } catch (error) {
    fault = error as Fault;
  }
  expect(fault).toMatchObject({ code: 'STATISTICS_PERSONAL', detail: `${field} could carry personal data` });
  expect(fault?.facts).toEqual({ field });
  expect(outcome(twin)).toBe('taken');
});

const later = (hours: number): string => new Date(Date.parse(HOUR) + hours * 3_600_000).toISOString();
const MALFORMED: readonly (readonly [string, unknown])[] = [
  ['nothing', null],
  ['a number', 7],
  ['no version', { counters: [] }],
  ['a number as version', report({ applicationVersion: 1 })],
  ['no counters', { applicationVersion: '1.0' }],
  ['null for counters', report({ counters: null })],
  ['half a count', counting({ count: 0.5 })],
  ['less than nothing', counting({ count: -1 })],
  ['more than anybody counts', counting({ count: 1_000_001 })],
  ['an hour of the future', counting({ hour: later(1) })],
  ['an hour of long ago', counting({ hour: later(-31 * 24 - 1) })],
  ['one counter twice', report({ counters: [counter(), counter()] })],
  ['one detection twice', report({ detections: [detection(), detection({ object: { file: HASH.toUpperCase() } })] })],
  ['an object without a key', detecting({ object: {} })],
  ['an object with two', detecting({ object: { file: HASH, web: HASH } })],
  ['detections of nothing', detecting({ count: 0 })],
  ['257 counters', report({ counters: Array.from({ length: 257 }, () => counter()) })],
  ['25 hours', report({ counters: Array.from({ length: 25 }, (_, i) => counter({ hour: later(-i) })) })],
  [
    '65 detections of an hour',
    report({
      detections: Array.from({ length: 65 }, (_, i) =>
        detection({ object: { file: i.toString(16).padStart(64, '0') } }),
      ),
    }),
  ],
];

it.each(MALFORMED)('calls %s malformed', (_what, body) => expect(outcome(body)).toBe('REQUEST_MALFORMED'));

it('documents a closed schema', () => {
  const open = JSON.stringify(ENDPOINT_REPORT_SCHEMA).match(/"type":"object"/g)?.length ?? 0;
  expect(JSON.stringify(ENDPOINT_REPORT_SCHEMA).match(/"additionalProperties":false/g)).toHaveLength(open);
});

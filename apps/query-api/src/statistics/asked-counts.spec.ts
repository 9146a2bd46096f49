import { askCertificate, askDomain, askFile, askIp, askSoftware, askUrl } from '@pksn/lookup';
import { AskedCounts } from './asked-counts';
import { UnknownObjects } from './unknown-objects';

const HASH = 'AB'.repeat(32);

it('counts verdicts by kind and zone', () => {
  const counts = new AskedCounts();
  counts.saw(askDomain('a.example'), 'red');
  counts.saw(askDomain('b.example'), 'red');
  counts.saw(askFile(HASH), 'grey');
  counts.sawUnknownFile(Buffer.alloc(40), 8, 32);
  counts.sawFile(1);
  expect(counts.verdicts.read()).toEqual([
    { type: 'file', zone: 'grey', count: 2 },
    { type: 'file', zone: 'red', count: 1 },
    { type: 'domain', zone: 'red', count: 2 },
  ]);
  expect(counts.verdicts.families()[0]?.samples).toContainEqual([{ object: 'domain', zone: 'red' }, 2]);
});

it('keeps what is unknown only where it is told to, and of a URL no name, password or query', () => {
  const counts = new AskedCounts(new UnknownObjects());
  counts.saw(askFile(HASH), 'grey');
  counts.saw(askFile('cd'.repeat(32)), 'red');
  counts.saw(askUrl('https://jane:secret@www.example.net/a/b?person=jane#part'), 'grey');
  counts.saw(askDomain('Example.ORG'), 'grey');
  counts.saw(askIp('192.0.2.7'), 'grey');
  counts.saw(askCertificate('ef'.repeat(20)), 'grey');
  counts.saw(askSoftware('Acme', 'Tool', '1.0'), 'grey');
  counts.sawUnknownFile(Buffer.from(`00${'12'.repeat(16)}`, 'hex'), 1, 16);
  expect(counts.unknown?.take(10).objects.map(({ type, object }) => `${type} ${object}`)).toEqual([
    `file ${HASH.toLowerCase()}`,
    'url www.example.net/a/b',
    'domain example.org',
    'ip 192.0.2.7',
    `certificate ${'ef'.repeat(20)}`,
    'software Acme Tool 1.0',
    `file ${'12'.repeat(16)}`,
  ]);
});

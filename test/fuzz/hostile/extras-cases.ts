import type { HostileCase } from './hostile-case';
import { manifestCase } from './hostile-case';

export const EXTRAS_CASES: readonly HostileCase[] = [
  manifestCase('a policy that is no list', (m) => (m.policy = {})),
  manifestCase('a policy of no objects', (m) => (m.policy[0].objects = [])),
  manifestCase('a policy of an object twice', (m) => (m.policy[0].objects = ['url', 'url'])),
  manifestCase('a policy of unknown objects', (m) => (m.policy[0].objects = ['mail'])),
  manifestCase('an unknown mode', (m) => (m.policy[0].mode = 'slow')),
  manifestCase('a sample of 0', (m) => (m.policy[0].sample = 0)),
  manifestCase('a sample of 100', (m) => (m.policy[0].sample = 100)),
  manifestCase('no sample', (m) => (m.policy[0].sample = null)),
  manifestCase('a sample of what is disabled', (m) => (m.policy[0].mode = 'disabled')),
  manifestCase('a policy that ends before it begins', (m) => (m.policy[0].until = '2026-07-13T00:00:00Z')),
  manifestCase('a policy with a control character', (m) => (m.policy[0].reason = 'a\u001b[31m')),
  manifestCase('a policy without a reason', (m) => (m.policy[0].reason = '')),
  manifestCase('65 policies', (m) => (m.policy = Array.from({ length: 65 }, () => m.policy[0]))),
  manifestCase('a policy of null', (m) => (m.policy = null)),
  manifestCase('a statement with an extra key', (m) => (m.statements[0].html = '')),
  manifestCase('a statement of id 0', (m) => (m.statements[0].id = 0)),
  manifestCase('a statement of no language', (m) => (m.statements[0].language = '../en')),
  manifestCase('a statement twice', (m) => m.statements.push(m.statements[0])),
  manifestCase('an empty statement', (m) => (m.statements[0].text = '')),
  manifestCase('a statement with a control character', (m) => (m.statements[0].text = 'a\u0000b')),
  manifestCase('a statement with a lone surrogate', (m) => (m.statements[0].text = 'a\ud800b')),
  manifestCase('a statement over 64 KiB', (m) => (m.statements[0].text = 'a'.repeat(65_537))),
];

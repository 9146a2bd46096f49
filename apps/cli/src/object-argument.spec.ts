import { objectOf } from './object-argument';

describe('the object that a person means', () => {
  it.each([
    ['example.com', { domain: 'example.com' }],
    ['example.com:443', { domain: 'example.com' }],
    ['192.0.2.1:80', { ip: '192.0.2.1' }],
    ['[2001:db8::1]:80', { ip: '2001:db8::1' }],
    ['[2001:db8::1]', { ip: '2001:db8::1' }],
    ['192.0.2.0/24', { ip: '192.0.2.0/24' }],
    ['example.com:8080/x', { url: 'example.com:8080/x' }],
    ['a'.repeat(40), { file: 'a'.repeat(40) }],
  ])('%s', (text, object) => expect(objectOf(text)).toEqual(object));

  it.each([
    ['', /empty/],
    ['a'.repeat(63), /63 hexadecimal digits; hashes have 32, 40 or 64/],
    ['abc', /a domain has a dot/],
    ['com', /a domain has a dot/],
    ['localhost:80', /a domain has a dot/],
    ['a..b', /label/],
    ['/etc/passwd', /path/],
  ])('%j is none', (text, why) => expect(() => objectOf(text)).toThrow(why));
});

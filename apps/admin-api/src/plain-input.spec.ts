import { PlainInput } from './plain-input';

class Texts {
  readonly texts: string[] = [];
}
class Other {
  readonly text: string = '';
}
const input = new PlainInput([Texts]);
const malformed = expect.objectContaining({ code: 'REQUEST_MALFORMED' });

it('refuses NUL wherever it is not looked at later', () => {
  expect(() => input.transform({ text: 'a\0' }, { type: 'body', metatype: Other })).toThrow(malformed);
  expect(() => input.transform({ texts: ['a\0'] }, { type: 'query', metatype: Texts })).toThrow(malformed);
  expect(input.transform({ texts: ['a\0'] }, { type: 'body', metatype: Texts })).toEqual({ texts: ['a\0'] });
});

it('refuses half of a character, which JSON can spell and PostgreSQL cannot hold', () => {
  expect(() => input.transform({ text: 'a\ud800' }, { type: 'body', metatype: Other })).toThrow(malformed);
  expect(() => input.transform({ text: '\udc00\ud800' }, { type: 'body', metatype: Other })).toThrow(malformed);
  expect(input.transform({ text: '\ud83d\ude00' }, { type: 'body', metatype: Other })).toEqual({ text: '😀' });
});

it('refuses endless nesting everywhere', () => {
  let deep: unknown = 'x';
  for (let i = 0; i < 40; i++) deep = [deep];
  expect(() => input.transform(deep, { type: 'body', metatype: Texts })).toThrow(malformed);
});

import { hash } from '@node-rs/argon2';
import { PasswordHasher } from './password-hasher';

const RIGHT = 'four words and a comma,';

it('keeps Argon2id with its parameters, and knows when they are of another day', async () => {
  const hasher = new PasswordHasher();
  const phc = await hasher.hash(RIGHT);
  expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect([await hasher.verify(phc, RIGHT), await hasher.verify(phc, `${RIGHT} `)]).toEqual([true, false]);
  expect(await hasher.verify(null, 'nobody has this password')).toBe(false);
  const older = await hash(RIGHT, { memoryCost: 8_192, timeCost: 2, parallelism: 1 });
  expect([hasher.isOutdated(phc), hasher.isOutdated(older), await hasher.verify(older, RIGHT)]).toEqual([
    false,
    true,
    true,
  ]);
});

it('takes a password however its characters are composed', async () => {
  const hasher = new PasswordHasher();
  expect(await hasher.verify(await hasher.hash('Zoë und Zoë und Zoë'), 'Zoë und Zoë und Zoë')).toBe(true);
});

it('judges two at once, lets sixteen wait, and sends the others away', async () => {
  const hasher = new PasswordHasher();
  const phc = await hasher.hash(RIGHT);
  const verdicts = await Promise.allSettled(Array.from({ length: 40 }, () => hasher.verify(phc, RIGHT)));
  const refused = verdicts.flatMap((one) => (one.status === 'rejected' ? [one.reason as { code: string }] : []));
  expect(verdicts.length - refused.length).toBe(18);
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['SIGN_IN_BUSY']));
  expect(await hasher.verify(phc, RIGHT)).toBe(true);
});

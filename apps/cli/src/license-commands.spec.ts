import { writeFile } from 'node:fs/promises';
import { pksn } from './command-line.fixture';
import { LICENSE_KEY, answer, calls, folder, here, server } from './stub-service.fixture';

describe('licenses against a service', () => {
  it('reports each submitted license, and fails when one was refused', async () => {
    await writeFile(folder.at('a'), 'A');
    await writeFile(folder.at('b'), 'B');
    const refused = { ok: false, code: 'LICENSE_FILE_OUTDATED', detail: 'older' };
    answer('POST /api/v1/license-submissions', [
      200,
      { results: [{ ok: true, licenseId: 'l', state: 'submitted' }, refused] },
    ]);
    const { code, out, err } = await here('license', 'submit', folder.at('a'), folder.at('b'));
    expect({ code, err }).toEqual({ code: 73, err: 'LICENSE_FILE_OUTDATED\n' });
    expect(out.trim().split('\n').slice(1)).toEqual([`${folder.at('b')}: LICENSE_FILE_OUTDATED`, '  older']);
    expect(JSON.parse(calls[0]?.body.toString() ?? '')).toEqual({ files: ['A', 'B'] });
  });

  it('lists, approves and refuses submissions that wait', async () => {
    const digest = 'ab'.repeat(32);
    const submission = { digest, vendor: 'acme', licenseId: 'l', customer: 'c', fingerprint: 'f', receivedAt: 'r' };
    answer('GET /api/v1/licenses/pending', [200, { submissions: [submission] }]);
    answer(`POST /api/v1/licenses/pending/${digest}/approve`, [200, { state: 'submitted', licenseId: 'l' }]);
    answer(`POST /api/v1/licenses/pending/${digest}/refuse`, [200, { submission: digest, refused: true }]);
    expect((await here('license', 'pending')).out).toContain(digest);
    expect(await here('license', 'approve', digest)).toMatchObject({ code: 0, err: '' });
    expect(await here('license', 'refuse', digest)).toMatchObject({ code: 0, err: '' });
  });

  it('gives a license file that is missing its own result, and submits the others', async () => {
    await writeFile(folder.at('a'), 'A');
    await writeFile(folder.at('b'), 'B');
    const taken = { ok: true, licenseId: 'l', state: 'submitted' };
    answer('POST /api/v1/license-submissions', [200, { results: [taken, taken] }]);
    const { code, out } = await here('license', 'submit', folder.at('a'), folder.at('no'), folder.at('b'), '--json');
    expect(code).toBe(65);
    expect(JSON.parse(out)).toMatchObject({ results: [{ ok: true }, { ok: false, code: 'USAGE' }, { ok: true }] });
    expect(JSON.parse(calls[0]?.body.toString() ?? '')).toEqual({ files: ['A', 'B'] });
  });

  const license = {
    vendor: 'acme',
    licenseId: 'L-1',
    customer: { id: 'c', name: 'C' },
    product: 'P',
    edition: 'plus',
    state: 'current',
    notBefore: '2026-01-01T00:00:00.000Z',
    expiresAt: '2027-01-01T00:00:00.000Z',
    graceEndsAt: '2027-01-15T00:00:00.000Z',
    feeds: null,
    seats: 5,
    requestsPerSecond: null,
    keys: [
      { fingerprint: 'bbbbbbbb', state: 'current', submittedAt: '2026-06-01T10:00:00.000Z', overlapEndsAt: null },
      { fingerprint: 'aaaaaaaa', state: 'overlap', submittedAt: 'x', overlapEndsAt: '2026-06-03T10:00:00.000Z' },
    ],
  };

  it('shows the terms of a license', async () => {
    answer('GET /api/v1/licenses/L-1', [200, license]);
    const { out } = await here('license', 'show', 'L-1');
    expect(out).toMatch(/^ {2}product +P, edition plus$/m);
    expect(out).toMatch(
      /^ {2}valid +from 2026-01-01 00:00 UTC until the end of 2026-12-31 UTC, grace the end of 2027-01-14 UTC$/m,
    );
    expect(out).toMatch(/^ {2}limits +5 seats, any rate$/m);
    expect(out).toMatch(/^ {2}key +aaaaaaaa overlap, submitted x, overlap ends 2026-06-03 10:00 UTC$/m);
  });

  it('says what became of the keys when a license is changed, kept going or revoked', async () => {
    answer('POST /api/v1/licenses/L-1/overlap', [200, { ...license, overlapHours: 48 }]);
    const longer = await here('license', 'overlap', 'L-1', '--hours', '48');
    expect(longer.out).toBe(
      'replaced keys of license L-1 of C (P) go on for 48 hours, those that are replaced later, too\n' +
        '  key bbbbbbbb is current\n  key aaaaaaaa is overlap, until 2026-06-03 10:00 UTC\n',
    );
    answer('POST /api/v1/licenses/L-1/change', [200, license]);
    expect((await here('license', 'change', 'L-1', '--reason', 'r')).out).toMatch(/^license L-1 of C \(P\) is marked/);
    answer('POST /api/v1/licenses/L-1/unchange', [200, license]);
    const undone = await here('license', 'change', 'L-1', '--undo', '--reason', 'r');
    expect(undone.out).toMatch(/^license L-1 of C \(P\) is no longer marked as changed\n {2}key bbbbbbbb is current$/m);
    answer('POST /api/v1/licenses/L-1/revoke', [200, { ...license, revoked: 1 }]);
    expect((await here('license', 'revoke', 'L-1', '--reason', 'r')).out).toMatch(/^license L-1 of C \(P\) is revoked/);
  });

  it('writes to the customer of a key that knocks where to submit', async () => {
    const key = {
      fingerprint: 'd2b763bb',
      firstSeen: '2026-01-01T00:00:00Z',
      lastSeen: '2026-01-01T00:00:00Z',
      count: 1,
    };
    answer('GET /api/v1/licenses/knocking', [200, { keys: [{ ...key, known: 'unknown', pending: null }] }]);
    answer('GET /api/v1/licenses/knocking/d2b763bb', [200, { ...key, known: 'unknown', pending: null }]);
    answer('GET /api/v1/provider', [200, { name: 'P', contacts: [] }]);
    answer('GET /api/v1/provider/settings', [200, { settings: { addresses: ['https://ksn.example'] } }]);
    const { out } = await here('license', 'answer', 'd2b763bb');
    expect(out).toContain('Our service answers at https://ksn.example.');
    expect(out).toContain('pksn endpoint load SETTINGS-FILE');
    expect(out).toContain('(1 request so far)');
  });

  it('refuses a submission for a reason', async () => {
    answer('POST /api/v1/licenses/pending/f/refuse', [200, { submission: 'f', refused: true }]);
    expect((await here('license', 'refuse', 'f', '--reason', 'not yours')).code).toBe(0);
    expect(JSON.parse(calls[0]?.body.toString() ?? '')).toEqual({ reason: 'not yours' });
  });

  it('shows the terms that wait, and notes what waits for licenses that are not here yet', async () => {
    const terms = { expiresAt: '2027-01-01T00:00:00.000Z', feeds: ['acme/core'], seats: 5, customerId: 'c-1' };
    const one = {
      digest: 'd',
      vendor: 'acme',
      licenseId: 'l',
      customer: 'C',
      fingerprint: 'f',
      receivedAt: 'r',
      ...terms,
    };
    answer('GET /api/v1/licenses/pending', [200, { submissions: [{ ...one, supersedes: ['aaaaaaaa'] }] }]);
    expect((await here('license', 'pending')).out).toMatch(
      /^d +l +acme +C \(c-1\) +f +2026-12-31 +acme\/core +5 +aaaaaaaa +r$/m,
    );
    answer('GET /api/v1/licenses?state=approval', [200, { licenses: [], notRegistered: 3 }]);
    const { err } = await here('license', 'list', '--state', 'approval');
    expect(err).toBe('3 of licenses that are not registered yet: pksn license pending\n');
  });

  it('submits folders and pasted text, in portions, and tells what came of each', async () => {
    for (let i = 0; i < 250; i++) await writeFile(folder.at(`${String(i).padStart(3, '0')}.license`), `F${i}`);
    const block = (text: string) => `-----BEGIN LICENSE-----\n${text}\n-----END LICENSE-----`;
    const taken = { ok: true, licenseId: 'l', state: 'submitted' };
    answer(
      'POST /api/v1/license-submissions',
      [200, { results: Array(200).fill(taken) }],
      [429, { code: 'SUBMISSION_THROTTLED', detail: 'slowly' }],
    );
    const stdin = `Dear provider,\n${block('P1')}\nand\n${block('P2')}\n`;
    const { code, out } = await pksn(['license', 'submit', folder.path, '-', '--json', '--data', folder.path], {
      stdin,
    });
    expect(code).toBe(75);
    const { results } = JSON.parse(out) as { results: { ok: boolean; file: string }[] };
    expect(results).toHaveLength(252);
    expect(results.filter((one) => one.ok)).toHaveLength(200);
    expect(results.slice(-2).map((one) => one.file)).toEqual(['-', '- (2)']);
    const sent = calls.map((call) => (JSON.parse(call.body.toString()) as { files: string[] }).files);
    expect(sent.map((files) => files.length)).toEqual([200, 52]);
    expect(sent.flat().slice(-3)).toEqual(['F249', block('P1'), block('P2')]);
  });

  it('stops behind the request that is under way, and says how far it came', async () => {
    for (let i = 0; i < 250; i++) await writeFile(folder.at(`${String(i).padStart(3, '0')}.license`), `F${i}`);
    const taken = { ok: true, licenseId: 'l', state: 'submitted' };
    answer('POST /api/v1/license-submissions', [200, { results: Array(200).fill(taken) }]);
    let interrupt = (): void => undefined;
    const onInterrupt = (listener: () => void): (() => void) => {
      interrupt = listener;
      return () => undefined;
    };
    server.prependListener('request', () => interrupt());
    const args = ['license', 'submit', folder.path, '--data', folder.path];
    const { code, out, err } = await pksn(args, { onInterrupt });
    expect({ code, err }).toEqual({ code: 130, err: expect.stringMatching(/200 of 250 files/) as string });
    expect(out.match(/is submitted$/gm)).toHaveLength(200);
    const json = await pksn([...args, '--json'], { onInterrupt });
    expect(json).toMatchObject({ code: 130, err: '' });
    expect(JSON.parse(json.out)).toMatchObject({ interrupted: true });
  });

  it('says an error of a submission to machines as one document', async () => {
    await writeFile(folder.at('a'), 'A');
    const detail = 'older';
    const refused = { ok: false, code: 'LICENSE_FILE_OUTDATED', detail };
    answer('POST /api/v1/license-submissions', [200, { results: [refused, refused] }]);
    const { code, err } = await here('license', 'submit', folder.at('a'), folder.at('a'), '--json');
    expect(code).toBe(73);
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'LICENSE_FILE_OUTDATED', detail, facts: { refused: 2 } } });
  });

  it('tells what a submission brought about', async () => {
    await writeFile(folder.at('a'), 'A');
    const result = { ok: true, licenseId: 'l', fingerprint: 'f', customer: 'C', state: 'unchanged' };
    const notes = ['This key is superseded by key d2b763bb: it gets no answers.'];
    answer('POST /api/v1/license-submissions', [200, { results: [{ ...result, notes }] }]);
    const { out } = await here('license', 'submit', folder.at('a'));
    expect(out).toBe(
      `${folder.at('a')}: key f of C (license l) is unchanged: it was submitted before\n  ${notes[0] ?? ''}\n`,
    );
  });

  it('sends no license key anywhere, and names other files that were swapped', async () => {
    for (const command of [
      ['license', 'submit'],
      ['endpoint', 'submit'],
      ['endpoint', 'load'],
      ['license', 'announce', '--submit'],
      ['trust', 'add'],
    ]) {
      const { code, out, err } = await here(...command, folder.at('key'));
      expect(code).toBe(65);
      expect(out + err).toContain('it is a license key: keep it to yourself');
      expect(out + err).not.toContain(LICENSE_KEY);
    }
    const pasted = await pksn(['license', 'submit', '-', '--data', folder.path], { stdin: `${LICENSE_KEY}\n` });
    expect(pasted.out).toContain('it is a license key');
    await writeFile(folder.at('root.json'), '{"payloadType":"x"}');
    expect((await here('license', 'submit', folder.at('root.json'))).out).toContain('pksn trust add takes it');
    expect(calls).toHaveLength(0);
  });

  it('takes a quoted mail, and says when nothing was pasted', async () => {
    const taken = { ok: true, licenseId: 'l', state: 'submitted' };
    answer('POST /api/v1/license-submissions', [200, { results: [taken] }]);
    const paste = (stdin: string) => pksn(['license', 'submit', '-', '--data', folder.path], { stdin });
    const mail = '> > Hello,\n> > -----BEGIN LICENSE-----\n> > AAAA\n> > -----END LICENSE-----\n';
    expect((await paste(mail)).code).toBe(0);
    const { files } = JSON.parse(calls[0]?.body.toString() ?? '') as { files: string[] };
    expect(files).toEqual(['-----BEGIN LICENSE-----\nAAAA\n-----END LICENSE-----']);
    expect(await paste('\n')).toMatchObject({ code: 65, out: expect.stringContaining('nothing was pasted') as string });
  });

  it('submits for an endpoint, and says whom to ask for approval or where the service could be', async () => {
    await writeFile(folder.at('a'), 'A');
    const provider = { name: 'Example Provider', contacts: ['help@provider.example'] };
    answer('POST /v1/license-submissions', [202, { state: 'pending', fingerprint: 'f', provider }]);
    expect((await here('endpoint', 'submit', folder.at('a'))).out).toBe(
      `${folder.at('a')}: key f is pending\n  the provider has to approve it: Example Provider, help@provider.example\n`,
    );
    const lost = await pksn(['endpoint', 'submit', folder.at('a'), '--data', folder.at('nowhere')]);
    expect(lost).toMatchObject({
      code: 65,
      err: expect.stringMatching(/--server URL --cacert FILE, or load/) as string,
    });
  });
});

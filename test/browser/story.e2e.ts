import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Page } from 'playwright-core';
import { samplePackage } from '../e2e/sample-packages';
import { Service } from '../e2e/service';
import { eventually } from '../e2e/steps';
import { ConsoleBrowser } from './console-browser';
import { describeInBrowser } from './describe-in-browser.fixture';

const PASSWORD = 'gravel lantern orbit thimble';
const ROWS = 'domain,zone,threat\nbad.example,red,Malware.Test\ngood.example,green,';
/** The vendor's next one calls a clean site dangerous. */
const WRONG_ROWS = `${ROWS}\nshop.example,red,Malware.Wrong`;

/** One suite is one story: each step stands on those before it. */
describeInBrowser('an administrator', () => {
  let service: Service;
  let browser: ConsoleBrowser;
  let page: Page;
  let files: string;
  let vendor: ForgedVendor;
  let license: ForgedLicense;

  const file = (name: string, content: string | Buffer): string => {
    const path = join(files, name);
    writeFileSync(path, content);
    return path;
  };
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const choose = async (label: string, path: string): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await button(label).first().click();
    await (await chooser).setFiles(path);
  };
  const asked = async (domain: string): Promise<string> => {
    const { status, body } = await service.query(license.key).get(`/v1/domains/${domain}`);
    return status === 200 ? (body.zone as string) : (body.code as string);
  };
  const answered = (domain: string, right: string): Promise<string> =>
    eventually(
      () => asked(domain),
      (answer) => answer === right,
    );

  beforeAll(async () => {
    files = mkdtempSync(join(tmpdir(), 'pksn-story-'));
    service = await Service.create();
    await service.startAll();
    vendor = forgeVendor('acme', Date.now());
    license = vendor.license({ licenseId: 'story', customer: { id: 'story', name: 'Story Ltd' } });
    browser = await ConsoleBrowser.open(service.portOf('admin-api'));
    page = await browser.page();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    rmSync(files, { recursive: true, force: true });
  });
  afterEach(async () => {
    const { PKSN_TEST_SHOTS: folder } = process.env;
    const { currentTestName = '' } = expect.getState();
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${currentTestName.slice(17, 50)}.png`) });
    expect(browser.complaintsOf(page)).toEqual({ texts: [], foreign: [] });
  });

  it('becomes the first one, by the code that only the operator can read', async () => {
    const code = readFileSync(join(service.dataDir, 'secrets/first-run-code'), 'utf8').trim();
    await page.goto('/licenses');
    await heading('Welcome').waitFor();
    const fill = async (given: string): Promise<void> => {
      await page.getByLabel('One-time code').fill(given);
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('anna');
      await page.getByRole('textbox', { name: 'New password', exact: true }).fill(PASSWORD);
      await page.getByRole('textbox', { name: 'The new password once more' }).fill(PASSWORD);
      await button('Become the first administrator').click();
    };
    await fill('AAAA-BBBB-CCCC-DDDD');
    await page.getByText('FIRST_RUN_CODE').waitFor();
    await fill(code);
    await heading('Licenses').waitFor();
  });

  it('is told nothing about which of name and password was wrong, and comes in with the right ones', async () => {
    await page.getByRole('button', { name: 'Account of anna' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await heading('Sign in').waitFor();
    const signIn = async (name: string, password: string): Promise<void> => {
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
      await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
      await button('Sign in').click();
    };
    const refusals: string[] = [];
    for (const [name, password] of [
      ['anna', 'not her password'],
      ['nobody', PASSWORD],
    ] as const) {
      await signIn(name, password);
      await page.getByText('SIGN_IN_REFUSED').waitFor();
      refusals.push(await page.getByRole('alert').innerText());
    }
    expect(refusals[1]).toBe(refusals[0]);
    await signIn('anna', PASSWORD);
    await button('Account of anna').waitFor();
  });

  it('trusts a vendor, by the fingerprint that came another way and by no other', async () => {
    await page.goto('/trust');
    await choose('Choose trust-root.json', file('trust-root.json', vendor.root.text));
    const fingerprint = page.getByLabel('Fingerprint, as the vendor told you');
    await fingerprint.fill('0'.repeat(64));
    await button('Trust acme').click();
    await page.getByText('The trust root does not have this fingerprint').first().waitFor();
    await fingerprint.fill(vendor.root.fingerprint);
    await button('Trust acme').click();
    await page.getByText('acme is trusted').waitFor();
  });

  it('uploads a package, looks at what it changes, and activates it', async () => {
    await page.goto('/packages');
    await page.getByLabel('Hold: nothing goes live before somebody activates it').check();
    const bytes = await samplePackage(vendor, { feed: 'acme/core', version: 1, rows: ROWS });
    await choose('Choose files', file('core-1.rpk', bytes));
    await page.getByRole('link', { name: 'Look at the preview and decide' }).click();
    await page.getByRole('heading', { name: 'What changes' }).waitFor();
    await page.getByText('bad.example').first().waitFor();
    await button('Activate').first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Activate' }).click();
    await page.getByText('It is live').waitFor();
  });

  it('sees why an object is red', async () => {
    await page.goto('/lookup');
    await page.getByLabel('Object, or a list with one object a line').fill('bad.example');
    await page.keyboard.press('Enter');
    await page
      .getByRole('region', { name: 'Answer', exact: true })
      .getByText('Feed acme/core, version 1, decides.')
      .waitFor();
    expect(await page.getByRole('main').innerText()).toMatch(/Red[^]*Malware\.Test/);
    expect(new URL(page.url()).searchParams.get('object')).toBe('bad.example');
  });

  it('submits the key that an endpoint knocked with, and the request that was refused is answered', async () => {
    expect(await asked('bad.example')).toBe('LICENSE_KEY_NOT_SUBMITTED');
    const knocking = page.getByRole('link', { name: /^Submit its file/ });
    await eventually(
      async () => {
        await page.goto('/licenses/waiting');
        await heading('Knocking keys and approvals').waitFor();
        await page.waitForLoadState('networkidle');
        return knocking.count();
      },
      (count) => count === 1,
    );
    await knocking.click();
    await choose('Choose files', file('story.license', license.text));
    await page.getByText('In force').first().waitFor();
    expect(await answered('bad.example', 'red')).toBe('red');
  });

  it('overrides the vendor from where it saw the verdict', async () => {
    await page.goto('/lookup?object=bad.example');
    await page.getByRole('link', { name: 'Set an override' }).or(button('Set an override')).first().click();
    const form = page.getByRole('dialog');
    await form.getByText('Green', { exact: true }).click();
    await form.getByLabel('Reason').fill('our own test site');
    await form.getByRole('button', { name: 'Save' }).click();
    expect(await answered('bad.example', 'green')).toBe('green');
    await page.goto('/lookup?object=bad.example');
    await page.getByText('An override of the provider decides').first().waitFor();
  });

  it('goes back from a package that was wrong, having seen what that does', async () => {
    await page.goto('/packages');
    const bytes = await samplePackage(vendor, { feed: 'acme/core', version: 2, rows: WRONG_ROWS });
    await choose('Choose files', file('core-2.rpk', bytes));
    expect(await answered('shop.example', 'red')).toBe('red');
    await page.goto('/feeds/acme/core');
    await page.getByRole('link', { name: 'Go back…' }).first().click();
    await heading(/acme\/core: back from version 2 to 1/).waitFor();
    await page.getByText('shop.example').first().waitFor();
    await button('Go back to version 1').first().click();
    await page.getByRole('dialog').getByLabel('Reason').fill('a clean shop is called dangerous');
    await page.getByRole('dialog').getByRole('button', { name: 'Go back to version 1' }).click();
    await page.getByText('Version 1 is live again, and the feed is pinned').waitFor();
    expect(await answered('shop.example', 'grey')).toBe('grey');
  });

  it('finds the history as it was written, by computing it in the browser', async () => {
    await page.goto('/audit/verification');
    await button('Verify').click();
    await page.getByText(/^The history has [0-9,]+ entries, each as it was written$/).waitFor();
  });

  it('shares the work: what one does, the other sees; what one has removed, the other cannot remove again', async () => {
    const made = await service.admin.post('/api/v1/people', { body: { name: 'boris', role: 'operator' } });
    expect([made.status, typeof made.body.code]).toEqual([201, 'string']);
    const other = await browser.page();
    await other.goto('/welcome');
    await other.getByRole('textbox', { name: 'Name', exact: true }).fill('boris');
    await other.getByLabel('One-time code').fill(made.body.code as string);
    await other.getByRole('textbox', { name: 'New password', exact: true }).fill(PASSWORD);
    await other.getByRole('textbox', { name: 'The new password once more' }).fill(PASSWORD);
    await other.getByRole('button', { name: 'Set the password' }).click();
    await other.getByRole('button', { name: 'Account of boris' }).waitFor();
    for (const one of [page, other]) {
      await one.goto('/overrides');
      await one.getByRole('button', { name: /^Remove: bad\.example/ }).waitFor();
    }
    const remove = async (one: Page): Promise<void> => {
      await one.getByRole('button', { name: /^Remove: bad\.example/ }).click();
      await one.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    };
    await remove(page);
    expect(await answered('bad.example', 'red')).toBe('red');
    await remove(other);
    await other.getByText('There is no such record').waitFor();

    await other.goto('/people');
    await other.getByRole('heading', { level: 1, name: 'Your role may not see this page' }).waitFor();
    const refused = await other.evaluate<number>("fetch('/api/v1/people').then(({ status }) => status)");
    expect(refused).toBe(403);
    await other.context().close();
  });

  it('signs in again when the session has ended, and is where it was', async () => {
    await page.goto('/customers');
    await heading('Customers').waitFor();
    const { body } = await service.admin.get('/api/v1/sessions');
    const own = (body.sessions as { id: string; name: string }[]).filter(({ name }) => name === 'anna');
    expect(own.length).toBeGreaterThan(0);
    for (const { id } of own) await service.admin.send('DELETE', `/api/v1/sessions/${id}`);
    await page.getByRole('link', { name: 'Licenses', exact: true }).click();
    await page.getByText('Your session has ended. Sign in, and go on where you were.').waitFor();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('anna');
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD);
    await button('Sign in').click();
    await heading('Licenses').waitFor();
  });
});

import { BrowserCaller } from '../../e2e/browser-caller';
import type { Answer } from '../../e2e/https-caller';
import type { Service } from '../../e2e/service';
import { adminRequest, consoleOperations } from './admin-requests';
import type { Known, Target } from './http-campaign';
import { operationsOf } from './operations';

const PASSWORD = 'four words and a comma,';
const ROLES = ['viewer', 'operator', 'license-manager'];
const OF_CUSTOMER = ['customer-administrator', 'override-writer'];
const CUSTOMER = 'alpha';
const SESSION = '__Host-pksn-session';

/** The admin listener, with a token of each role and an administrator who is signed in. */
export async function adminTarget(service: Service): Promise<Target> {
  const made = async (path: string, body: object): Promise<Answer['body']> => {
    const answer = await service.admin.post(`/api/v1/${path}`, { body });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body;
  };
  await made('customers', { id: CUSTOMER, name: CUSTOMER });
  const tokens = [service.token];
  for (const role of ROLES) tokens.push((await made('tokens', { role, days: 1 })).token as string);
  const rights = { kinds: ['file'], zones: ['red'], maxDays: 1, perMinute: 100 };
  for (const role of OF_CUSTOMER) {
    const more = role === 'override-writer' ? { rights } : {};
    tokens.push((await made('tokens', { role, days: 1, customer: CUSTOMER, ...more })).token as string);
  }
  const { code } = (await made('people', { name: 'fuzzer', role: 'administrator' })) as { code: string };
  const browser = new BrowserCaller(service.portOf('admin-api'), service.ca);
  const welcome = await browser.post('/api/v1/welcome', { name: 'fuzzer', code, password: PASSWORD });
  if (welcome.status !== 200) throw new Error(welcome.text);
  await browser.get('/api/v1/session');
  const session = browser.cookies.get(SESSION) ?? '';
  const operations = [...operationsOf((await service.admin.get('/openapi.json')).body), ...consoleOperations];
  return {
    app: 'admin-api',
    secrets: [...tokens, session, PASSWORD, code],
    known: [
      signedIn(`Authorization: Bearer ${service.token}`, 'token'),
      signedIn(`Cookie: ${SESSION}=${session}\r\nSec-Fetch-Site: same-origin`, 'person'),
    ],
    // Staff are told where the certificates are.
    showsFolder: ({ status, body }) => status === 200 && body.startsWith('{"listeners":'),
    request: (random) => adminRequest(random.pick(operations), { tokens, session, csrf: browser.csrf }, random),
  };
}

/** Still let in as what it is. */
function signedIn(line: string, kind: string): Known {
  return {
    request: Buffer.from(`GET /api/v1/session HTTP/1.1\r\nHost: localhost\r\n${line}\r\n\r\n`),
    isRight: ({ status, body }) =>
      status === 200 &&
      body.includes('"state":"signed-in"') &&
      body.includes(`"kind":"${kind}"`) &&
      body.includes('"role":"administrator"'),
  };
}

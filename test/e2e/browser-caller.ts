import type { Answer, Call } from './https-caller';
import { HttpsCaller } from './https-caller';

/** Keeps cookies as a browser does, and says of each request that a page of ours asks. */
export class BrowserCaller {
  readonly cookies = new Map<string, string>();
  /** Of the session, as a page got it. */
  csrf = '';
  private readonly https: HttpsCaller;

  constructor(port: number, ca: string) {
    this.https = new HttpsCaller(port, ca, null);
  }

  get(path: string, call: Call = {}): Promise<Answer> {
    return this.send('GET', path, call);
  }

  post(path: string, body: unknown = {}, call: Call = {}): Promise<Answer> {
    return this.send('POST', path, { ...call, body });
  }

  async send(method: string, path: string, call: Call = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const own = {
      'sec-fetch-site': 'same-origin',
      ...(cookie === '' ? {} : { cookie }),
      ...(this.csrf === '' ? {} : { 'pksn-csrf': this.csrf }),
    };
    const answer = await this.https.send(method, path, { ...call, headers: { ...own, ...call.headers } });
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) this.keep(line);
    if (typeof answer.body?.csrf === 'string') this.csrf = answer.body.csrf as string;
    return answer;
  }

  signIn(name: string, password: string, code?: string): Promise<Answer> {
    return this.post('/api/v1/session', { name, password, ...(code === undefined ? {} : { code }) });
  }

  private keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

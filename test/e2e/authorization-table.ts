/** Who may call what on the admin listener: the one table of expectations. A route without a row fails the test. */
export const STAFF = ['viewer', 'operator', 'license-manager', 'administrator'] as const;
export const CUSTOMER = 'customer-administrator';
export const MACHINE = 'override-writer';
const ALL = [...STAFF, CUSTOMER];
const OVERRIDERS = ['operator', 'administrator', CUSTOMER, MACHINE];
const ADMINISTRATORS = ['administrator'];
const LICENSING = ['license-manager', 'administrator'];
const OPERATORS = ['operator', 'administrator'];

export interface Row {
  readonly roles: readonly string[];
  /** What is sent; JSON. */
  readonly body?: object;
  /**
   * How a customer's administrator fares: with what is its own, the status; with what is another's, as with what there
   * is not (404, or `absent` where it is told otherwise).
   */
  readonly customer?: {
    /** `{id}` in the path for its own, another's, and nobody's. Names of objects that the test has made. */
    readonly object?: 'license' | 'customer' | 'override' | 'fresh-override' | 'token';
    readonly status: number;
    readonly query?: string;
  };
}

const staff: Row = { roles: STAFF };
const account: Row = { roles: ALL, customer: { status: 409 } };
const licensing = (body: object = {}): Row => ({ roles: LICENSING, body });
const own = (object: NonNullable<Row['customer']>['object'], query = ''): Row => ({
  roles: ALL,
  customer: { object, status: 200, query } as NonNullable<Row['customer']>,
});

export const TABLE: Readonly<Record<string, Row>> = {
  'GET /openapi.json': { roles: [...ALL, MACHINE], customer: { status: 200 } },
  'GET /metrics': staff,

  'POST /api/v1/explain': { roles: ALL, body: { objects: ['explained.example'] }, customer: { status: 200 } },

  'GET /api/v1/licenses': { roles: ALL, customer: { status: 200 } },
  'GET /api/v1/licenses/{id}': own('license'),
  'GET /api/v1/licenses/{id}/history': own('license'),
  'GET /api/v1/licenses/{id}/file': own('license'),
  'GET /api/v1/licenses/{id}/rollout': own('license'),
  'POST /api/v1/licenses/{id}/overlap': {
    roles: [...LICENSING, CUSTOMER],
    body: { hours: 5 },
    customer: { object: 'license', status: 200 },
  },
  'POST /api/v1/licenses/{id}/revoke': {
    roles: [...LICENSING, CUSTOMER],
    body: { reason: 'stolen' },
    customer: { object: 'license', status: 200 },
  },
  'POST /api/v1/licenses/{id}/change': licensing({ reason: 'renewed' }),
  'POST /api/v1/licenses/{id}/unchange': licensing({ reason: 'a mistake' }),
  'POST /api/v1/licenses/{id}/grant': licensing({ feeds: ['acme/x'] }),
  'POST /api/v1/licenses/{id}/ungrant': licensing({ feeds: ['acme/x'] }),
  'POST /api/v1/license-submissions': {
    roles: [...LICENSING, CUSTOMER],
    body: { files: ['none'] },
    customer: { status: 200 },
  },
  'POST /api/v1/license-announcements': licensing(),
  'GET /api/v1/licenses/pending': { roles: ALL, customer: { status: 200 } },
  'POST /api/v1/licenses/pending/{name}/approve': licensing(),
  'POST /api/v1/licenses/pending/{name}/refuse': licensing(),
  'DELETE /api/v1/licenses/pending/{name}': licensing(),
  'GET /api/v1/license-keys/{fingerprint}': { roles: ALL },
  'GET /api/v1/licenses/knocking': staff,
  'GET /api/v1/licenses/knocking/{fingerprint}': staff,
  'DELETE /api/v1/licenses/knocking/{fingerprint}': licensing(),
  'GET /api/v1/statistics/queries': staff,
  'GET /api/v1/statistics/unknown': staff,
  'GET /api/v1/pulse': staff,
  'GET /api/v1/overview': { roles: ALL, customer: { status: 200 } },
  'GET /api/v1/contributions/counters': { roles: ALL, customer: { status: 200 } },
  'GET /api/v1/contributions/detections': { roles: ALL, customer: { status: 200 } },
  'GET /api/v1/alerts': { roles: ALL, customer: { status: 200 } },

  'GET /api/v1/customers': { roles: ALL, customer: { status: 200 } },
  'POST /api/v1/customers': licensing({ name: '' }),
  'GET /api/v1/customers/{id}': own('customer'),
  'PATCH /api/v1/customers/{id}': licensing({}),
  'DELETE /api/v1/customers/{id}': licensing(),

  'GET /api/v1/overrides': { roles: [...ALL, MACHINE], customer: { status: 200 } },
  'POST /api/v1/overrides': {
    roles: OVERRIDERS,
    body: { object: { domain: 'c.example' }, zone: 'red', reason: 'test', expires: '1d' },
    customer: { status: 201 },
  },
  'POST /api/v1/overrides/import': { roles: [...OPERATORS, CUSTOMER], body: {}, customer: { status: 415 } },
  'PATCH /api/v1/overrides/{id}': {
    roles: OVERRIDERS,
    body: { reason: 'changed', expires: '1d' },
    customer: { object: 'override', status: 200 },
  },
  'DELETE /api/v1/overrides/{id}': { roles: OVERRIDERS, customer: { object: 'fresh-override', status: 200 } },

  'GET /api/v1/own-feed': staff,
  'GET /api/v1/own-feed/export': staff,
  'POST /api/v1/own-feed': { roles: OPERATORS, body: {} },
  'POST /api/v1/own-feed/import': { roles: OPERATORS, body: {} },
  'DELETE /api/v1/own-feed/{id}': { roles: OPERATORS },

  'GET /api/v1/integration-tokens': { roles: ALL, customer: { status: 200 } },
  'POST /api/v1/integration-tokens': {
    roles: [...LICENSING, CUSTOMER],
    body: { license: 'alpha-other', protocols: ['misp'], label: 'made' },
    customer: { status: 201 },
  },
  'DELETE /api/v1/integration-tokens/{id}': {
    roles: [...LICENSING, CUSTOMER],
    customer: { object: 'token', status: 204 },
  },

  'GET /api/v1/proxies': staff,
  'POST /api/v1/proxies': { roles: OPERATORS, body: {} },
  'GET /api/v1/proxies/{proxy}': staff,
  'DELETE /api/v1/proxies/{proxy}': { roles: OPERATORS },
  'POST /api/v1/proxies/{proxy}/certificates': { roles: OPERATORS, body: {} },
  'DELETE /api/v1/proxies/{proxy}/certificates/{fingerprint}': { roles: OPERATORS },
  'PUT /api/v1/proxies/{proxy}/settings': { roles: OPERATORS, body: {} },
  'GET /api/v1/proxy-defaults': staff,
  'PUT /api/v1/proxy-defaults': { roles: OPERATORS, body: { none: 1 } },

  'GET /api/v1/feeds': staff,
  'GET /api/v1/feeds/{vendor}/{name}': staff,
  'PATCH /api/v1/feeds/{vendor}/{name}': { roles: OPERATORS, body: {} },
  'POST /api/v1/feeds/{vendor}/{name}/revert': { roles: OPERATORS, body: {} },
  'POST /api/v1/feeds/{vendor}/{name}/release': { roles: OPERATORS, body: {} },
  'GET /api/v1/feeds/{vendor}/{name}/revert-preview': staff,
  'GET /api/v1/trust': staff,
  'POST /api/v1/trust': { roles: ADMINISTRATORS, body: {} },
  'GET /api/v1/trust/{vendor}/stakes': staff,
  'DELETE /api/v1/trust/{vendor}': { roles: ADMINISTRATORS },
  'GET /api/v1/proposals': { roles: ALL, customer: { status: 200 } },
  'GET /api/v1/proposals/{id}': { roles: ALL, customer: { status: 404 } },
  'POST /api/v1/proposals/{id}/approve': { roles: [...OPERATORS, CUSTOMER], body: {}, customer: { status: 404 } },
  'POST /api/v1/proposals/{id}/refuse': {
    roles: [...OPERATORS, CUSTOMER],
    body: { reason: 'no' },
    customer: { status: 404 },
  },
  'POST /api/v1/proposals/{id}/withdraw': { roles: [...OPERATORS, CUSTOMER], body: {}, customer: { status: 404 } },
  'GET /api/v1/four-eyes': staff,
  'PUT /api/v1/four-eyes': { roles: ADMINISTRATORS, body: { none: 1 } },
  'GET /api/v1/guards': staff,
  'GET /api/v1/guards/lists/{name}': staff,
  'POST /api/v1/guards/import': { roles: OPERATORS, body: {} },
  'DELETE /api/v1/guards/lists/{name}': { roles: OPERATORS },
  'PUT /api/v1/guards/thresholds': { roles: OPERATORS, body: { feed: 'acme/none' } },
  'DELETE /api/v1/guards/thresholds': { roles: OPERATORS },
  'GET /api/v1/samples': staff,
  'GET /api/v1/samples/{id}': staff,
  'GET /api/v1/samples/{id}/content': { roles: OPERATORS },
  'POST /api/v1/samples/claim': { roles: OPERATORS },
  'POST /api/v1/samples/{id}/claim': { roles: OPERATORS },
  'DELETE /api/v1/samples/{id}/claim': { roles: OPERATORS },
  'POST /api/v1/samples/{id}/verdict': { roles: OPERATORS, body: {} },
  'POST /api/v1/samples/{id}/release': { roles: OPERATORS, body: {} },
  'DELETE /api/v1/samples/{id}': { roles: ADMINISTRATORS },
  'GET /api/v1/snapshots/{id}/preview': staff,
  'GET /api/v1/snapshots': staff,
  'GET /api/v1/snapshots/{id}': staff,
  'POST /api/v1/snapshots/{id}/activate': { roles: OPERATORS, body: {} },
  'POST /api/v1/snapshots/{id}/hold': { roles: OPERATORS, body: {} },
  'GET /api/v1/generations': staff,
  'GET /api/v1/generations/{number}': staff,
  'POST /api/v1/packages': { roles: OPERATORS, body: {} },
  'POST /api/v1/uploads': { roles: OPERATORS, body: {} },
  'GET /api/v1/uploads': { roles: OPERATORS },
  'GET /api/v1/uploads/{id}': { roles: OPERATORS },
  'PATCH /api/v1/uploads/{id}': { roles: OPERATORS, body: {} },
  'DELETE /api/v1/uploads/{id}': { roles: OPERATORS },
  'GET /api/v1/imports': staff,
  'GET /api/v1/imports/{id}': staff,
  'GET /api/v1/imports/{id}/events': staff,

  'GET /api/v1/settings': staff,
  'PUT /api/v1/settings': { roles: ADMINISTRATORS, body: { none: 1 } },
  'GET /api/v1/tls': staff,
  'PUT /api/v1/tls': { roles: ADMINISTRATORS, body: { none: 1 } },
  'POST /api/v1/tls/request': { roles: ADMINISTRATORS, body: { names: [] } },
  'POST /api/v1/tls/revert': { roles: ADMINISTRATORS, body: { none: 1 } },
  'GET /api/v1/provider': staff,
  'PUT /api/v1/provider': { roles: ADMINISTRATORS, body: {} },
  'GET /api/v1/provider/settings': staff,
  'PUT /api/v1/provider/settings': { roles: ADMINISTRATORS, body: { none: 1 } },
  'GET /api/v1/provider/settings-files': staff,
  'POST /api/v1/provider/settings-files': { roles: ADMINISTRATORS, body: { none: 1 } },
  'GET /api/v1/provider/settings-files/newest/file': { roles: ALL, customer: { status: 404 } },
  'GET /api/v1/provider/settings-files/{serial}/file': { roles: ALL, customer: { status: 404 } },
  'GET /api/v1/provider/key': staff,
  'POST /api/v1/provider/key/rotations': { roles: ADMINISTRATORS, body: {} },
  'GET /api/v1/restrictions': staff,
  'POST /api/v1/restrictions': { roles: OPERATORS, body: {} },
  'POST /api/v1/restrictions/lift': { roles: OPERATORS, body: {} },
  'GET /api/v1/statements': staff,
  'GET /api/v1/statements/participation': staff,
  'GET /api/v1/statements/{id}/{language}': staff,
  'POST /api/v1/statements': { roles: ADMINISTRATORS, body: {} },
  'GET /api/v1/tokens': { roles: ADMINISTRATORS },
  'POST /api/v1/tokens': { roles: ADMINISTRATORS, body: {} },
  'DELETE /api/v1/tokens/{id}': { roles: ADMINISTRATORS },
  'GET /api/v1/people': { roles: ADMINISTRATORS },
  'POST /api/v1/people': { roles: ADMINISTRATORS, body: {} },
  'GET /api/v1/people/{id}': { roles: ADMINISTRATORS },
  'PATCH /api/v1/people/{id}': { roles: ADMINISTRATORS, body: {} },
  'DELETE /api/v1/people/{id}': { roles: ADMINISTRATORS },
  'POST /api/v1/people/{id}/code': { roles: ADMINISTRATORS },
  'PUT /api/v1/people/{id}/password': { roles: ADMINISTRATORS, body: {} },
  'DELETE /api/v1/people/{id}/second-factor': { roles: ADMINISTRATORS },
  'GET /api/v1/sessions': { roles: ADMINISTRATORS },
  'DELETE /api/v1/sessions/{id}': { roles: ADMINISTRATORS },
  'DELETE /api/v1/people/{id}/sessions': { roles: ADMINISTRATORS },
  // Of a token there is none.
  'GET /api/v1/account': account,
  'PATCH /api/v1/account': { ...account, body: { language: 'en' } },
  'POST /api/v1/account/password': { ...account, body: { present: 'x', password: 'y' } },
  'POST /api/v1/account/second-factor': { ...account, body: { present: 'x' } },
  'POST /api/v1/account/second-factor/confirm': { ...account, body: { code: '000000' } },
  'POST /api/v1/account/second-factor/remove': { ...account, body: { present: 'x', code: '000000' } },
  'POST /api/v1/account/recovery-codes': { ...account, body: { present: 'x', code: '000000' } },
  'GET /api/v1/account/sessions': account,
  'DELETE /api/v1/account/sessions/{id}': account,
  'POST /api/v1/account/sessions/end-others': account,
  'GET /api/v1/clock': staff,
  'POST /api/v1/clock/reset': { roles: ADMINISTRATORS, body: {} },
  'GET /api/v1/health': staff,
  'GET /api/v1/audit': staff,
  'GET /api/v1/audit/head': staff,
  'GET /api/v1/audit/chain': staff,
  'GET /api/v1/audit/strays': staff,
  'GET /api/v1/audit/checkpoints': staff,
  'GET /api/v1/audit/checkpoints/newest': staff,
  'GET /api/v1/audit/checkpoints/{number}': staff,
  'POST /api/v1/audit/checkpoints': { roles: OPERATORS },
  'POST /api/v1/audit/breaks': { roles: ADMINISTRATORS, body: {} },
};

/** The only ones that answer anybody. */
export const OPEN = [
  'GET /healthz',
  'GET /readyz',
  'GET /api/v1/session',
  'POST /api/v1/session',
  'DELETE /api/v1/session',
  'POST /api/v1/first-run',
  'POST /api/v1/welcome',
];

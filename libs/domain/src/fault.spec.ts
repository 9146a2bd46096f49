import { Fault } from './fault';
import { FAULT_CATALOG, FAULT_KINDS } from './fault-catalog';
import type { FaultCode } from './fault-catalog';

const CODES = Object.keys(FAULT_CATALOG) as FaultCode[];

describe('a fault', () => {
  it('carries its code, its detail and its cause, and looks up the rest', () => {
    const cause = new Error('inner');
    const fault = new Fault('LICENSE_RATE', 'slow down', { cause, facts: { retryAfterSeconds: 2 } });
    expect(fault).toMatchObject({
      code: 'LICENSE_RATE',
      detail: 'slow down',
      kind: 'throttled',
      status: 429,
      exitCode: 75,
    });
    expect(fault).toMatchObject({ message: 'LICENSE_RATE: slow down', cause, facts: { retryAfterSeconds: 2 } });
    expect(fault.entry).toBe(FAULT_CATALOG.LICENSE_RATE);
  });

  it('has no cause and no facts unless they were given', () => {
    const fault = new Fault('NOT_FOUND', 'nothing');
    expect('cause' in fault).toBe(false);
    expect(fault.facts).toEqual({});
  });

  it('stays itself on its way up', () => {
    const fault = new Fault('NOT_FOUND', 'nothing');
    expect(Fault.from(fault)).toBe(fault);
  });

  it.each([[new TypeError('secret /etc/passwd')], ['secret text'], [undefined], [null], [{ code: 'NOT_FOUND' }]])(
    'stands for what is none (%p) as INTERNAL, with the text withheld and the cause kept for the log',
    (thrown) => {
      const fault = Fault.from(thrown);
      expect(fault.code).toBe('INTERNAL');
      expect(fault.status).toBe(500);
      expect(`${fault.message} ${fault.detail} ${JSON.stringify(fault.facts)}`).not.toContain('secret');
      expect(fault.cause).toBe(thrown);
    },
  );
});

describe('the catalog', () => {
  it.each(CODES)('%s is written for the person who meets it', (code) => {
    const { kind, title, advice } = FAULT_CATALOG[code];
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(Object.keys(FAULT_KINDS)).toContain(kind);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
  });

  it('gives every kind an HTTP status of an error and an exit code of sysexits.h', () => {
    for (const { status, exitCode } of Object.values(FAULT_KINDS)) {
      expect(status >= 400 && status <= 599).toBe(true);
      expect(exitCode >= 64 && exitCode <= 78).toBe(true);
    }
  });

  it('promises another try only where time can help', () => {
    const retried = Object.entries(FAULT_KINDS).flatMap(([kind, { retry }]) => (retry ? [kind] : []));
    expect(retried.sort()).toEqual(['defect', 'exhausted', 'throttled', 'timeout', 'unavailable']);
  });

  it('refuses a license key with the statuses of the decision table', () => {
    const statuses = CODES.filter(
      (code) => FAULT_CATALOG[code].kind !== 'conflict' && /^LICENSE_(?!FILE|ANNOUNCEMENT|ISSUED)/.test(code),
    );
    expect(Object.fromEntries(statuses.map((code) => [code, new Fault(code, '').status]))).toEqual({
      LICENSE_KEY_MISSING: 401,
      LICENSE_KEY_MALFORMED: 401,
      LICENSE_KEY_NOT_SUBMITTED: 401,
      LICENSE_REVOKED: 403,
      LICENSE_CHANGED: 401,
      LICENSE_KEY_SUPERSEDED: 401,
      LICENSE_NOT_YET_VALID: 403,
      LICENSE_EXPIRED: 403,
      LICENSE_SCOPE: 403,
      LICENSE_RATE: 429,
    });
  });
});

import { FAULT_CATALOG, Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { problemOf } from './problem';

const CODES = Object.keys(FAULT_CATALOG) as FaultCode[];

describe('a problem document', () => {
  it('says what happened and what to do, with the facts beside it', () => {
    const provider = { name: 'ACME Networks', contacts: ['help@acme.example'] };
    const fault = new Fault('LICENSE_KEY_NOT_SUBMITTED', 'the key is refused', {
      facts: { provider, fingerprint: '01234567' },
    });
    expect(problemOf(fault)).toEqual({
      type: 'urn:private-ksn:fault:license-key-not-submitted',
      title: FAULT_CATALOG.LICENSE_KEY_NOT_SUBMITTED.title,
      status: 401,
      detail: 'the key is refused',
      code: 'LICENSE_KEY_NOT_SUBMITTED',
      advice: FAULT_CATALOG.LICENSE_KEY_NOT_SUBMITTED.advice,
      provider,
      fingerprint: '01234567',
    });
  });

  it('keeps the text of a defect to itself, and its cause, whatever was thrown', () => {
    const inner = new Error('password=hunter2 at SELECT * FROM license_key');
    for (const fault of [Fault.from(inner), new Fault('INTERNAL', 'password=hunter2', { cause: inner })]) {
      const text = JSON.stringify(problemOf(fault));
      expect(text).not.toMatch(/hunter2|SELECT|stack|cause/);
      expect(problemOf(fault)).toMatchObject({ code: 'INTERNAL', status: 500, detail: FAULT_CATALOG.INTERNAL.title });
    }
  });

  it('keeps the text and the facts of every defect to itself, also of one that has a code of its own', () => {
    const facts = { path: '/srv/data/run' };
    const defects = CODES.filter((code) => new Fault(code, '').kind === 'defect');
    expect(defects).toEqual(expect.arrayContaining(['INTERNAL', 'SEGMENT_CORRUPT']));
    for (const code of defects) {
      const problem = problemOf(new Fault(code, '/srv/data/run/7/file.seg: bad footer', { facts }));
      expect(JSON.stringify(problem)).not.toContain('/srv');
      expect(problem).toMatchObject({ code, detail: FAULT_CATALOG[code].title });
    }
  });

  it('does not let a fact replace a member that callers rely on', () => {
    const facts = {
      code: 'LICENSE_RATE',
      status: 200,
      title: 'fine',
      type: 'about:blank',
      detail: 'none',
      advice: 'none',
    };
    expect(problemOf(new Fault('NOT_FOUND', 'nothing here', { facts }))).toMatchObject({
      code: 'NOT_FOUND',
      status: 404,
      title: FAULT_CATALOG.NOT_FOUND.title,
      type: 'urn:private-ksn:fault:not-found',
      detail: 'nothing here',
      advice: FAULT_CATALOG.NOT_FOUND.advice,
    });
  });

  it('has a type of its own for every code', () => {
    const types = CODES.map((code) => problemOf(new Fault(code, '')).type);
    expect(new Set(types).size).toBe(CODES.length);
    for (const type of types) expect(type).toMatch(/^urn:private-ksn:fault:[a-z]+(-[a-z]+)*$/);
  });
});

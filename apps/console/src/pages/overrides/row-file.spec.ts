import { describe, expect, it } from '@jest/globals';
import { overrideRows } from './override-rows';
import { fileRows } from './row-file';

const rowsOf = (text: string): unknown[] => fileRows(text).flatMap((row) => overrideRows(row));

describe('a file of overrides', () => {
  it('is a table: each hash and address of a row counts by itself, by its own line', () => {
    const text = [
      '\uFEFFSHA-256;md5;Domain;zone;reason;expiresAt',
      'AA;bb;;RED;"said; ""twice""\nand over two lines";2030-01-01T00:00:00Z',
      ';;;;;',
      ';;x.example;;;',
    ].join('\r\n');
    const said = { zone: 'red', reason: 'said; "twice"\nand over two lines', expires: '2030-01-01T00:00:00Z' };
    expect(rowsOf(text)).toEqual([
      { line: 2, object: { file: 'AA' }, ...said },
      { line: 2, object: { file: 'bb' }, ...said },
      { line: 5, object: { domain: 'x.example' } },
    ]);
  });

  it('is a list, in which the form tells the kind, and a mistyped hash is none', () => {
    const hash = 'ab'.repeat(16);
    expect(rowsOf(`# heading\n\n${hash}\n10.0.0.0/8\n2001:db8::1\nhttp://u.example/x\nV / P / 1\nabcdef\n`)).toEqual([
      { line: 3, object: { file: hash } },
      { line: 4, object: { ip: '10.0.0.0/8' } },
      { line: 5, object: { ip: '2001:db8::1' } },
      { line: 6, object: { url: 'http://u.example/x' } },
      { line: 7, object: { software: { vendor: 'V', product: 'P', version: '1' } } },
    ]);
  });

  it('is NDJSON, also as overrides are listed', () => {
    const listed = { id: 7, object: { type: 'domain', domain: 'x.example/' }, zone: 'red', expiresAt: null };
    const text = `${JSON.stringify(listed)}\n{"sha1":"cc","trustGroup":"Trusted"}\n{"zone\n[1]\n`;
    expect(rowsOf(text)).toEqual([
      { line: 1, object: { domain: 'x.example' }, zone: 'red' },
      { line: 2, object: { file: 'cc' }, trustGroup: 'trusted' },
    ]);
    expect(fileRows(text).map(({ flaw }) => flaw ?? null)).toEqual([null, null, 'JSON', null]);
  });
});

import { openFilesLimit } from '@pksn/runtime';
import { connectionLimit, connectionWarning } from './connection-limit';

it('takes as many connections as its descriptors allow, and 20,000 at most', () => {
  expect([1_024, 20_000, 26_666, 26_667, 1_048_576, Infinity].map(connectionLimit)).toEqual([
    768, 15_000, 19_999, 20_000, 20_000, 20_000,
  ]);
});

it('says so where that costs connections', () => {
  expect(connectionWarning(1_024)).toMatch(/at most 768 connections .* 1024 files open .* 26667 allow for 20000/);
  expect(connectionWarning(26_667)).toBeNull();
});

it('knows the limit of this process', () => {
  expect(openFilesLimit()).toBeGreaterThan(100);
});

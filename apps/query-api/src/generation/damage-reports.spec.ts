import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunWriter } from '@pksn/reputation-index';
import { createLogger } from '@pksn/runtime';
import { DamageReports } from './damage-reports';
import { RunShelf } from './run-shelf';

describe('reports of damage', () => {
  let folder: string;
  let kept: Map<number, string>;
  let onTheWay: () => void;
  let reports: DamageReports;
  let shelf: RunShelf;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pksn-damage-'));
    kept = new Map();
    onTheWay = () => undefined;
    const ledger = {
      report: async (runId: number, _by: string, detail: string) => {
        onTheWay();
        kept.set(runId, detail);
      },
      withdraw: async (runId: number, _by: string, detail: string) => {
        if (kept.get(runId) === detail) kept.delete(runId);
      },
    };
    reports = new DamageReports(ledger, createLogger({ name: 'test', level: 'silent' }));
    shelf = new RunShelf(folder, 0, reports);
  });
  afterEach(() => {
    shelf.keepOnly(new Set());
    rmSync(folder, { recursive: true, force: true });
  });
  const written = async (): Promise<void> => void (await (await RunWriter.create(folder, '1')).publish());
  const isRefused = (): void => {
    expect(() => shelf.take(1)).toThrow(expect.objectContaining({ code: 'SEGMENT_CORRUPT' }));
  };

  it('say what cannot be opened', async () => {
    isRefused();
    await reports.stop();
    expect([...kept.keys()]).toEqual([1]);
  });

  it('say nothing about a run that was rebuilt and opened before they were written', async () => {
    isRefused();
    await written();
    shelf.take(1);
    await reports.stop();
    expect([...kept]).toEqual([]);
  });

  it('are taken back when the run was opened while they were on their way', async () => {
    isRefused();
    await written();
    onTheWay = () => void shelf.take(1);
    await reports.stop();
    expect([...kept]).toEqual([]);
  });
});

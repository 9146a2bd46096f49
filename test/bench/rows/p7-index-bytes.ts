import { statSync } from 'node:fs';
import { join } from 'node:path';
import { allSections } from '@pksn/domain';
import { SegmentWriter } from '@pksn/reputation-index';
import type { BenchRow, Contest } from '../bench-row';
import { sortedRecords } from '../sorted-records';

const SECTIONS = allSections().filter((section) => section.form !== 'text');

/** P7: bytes per record on disk, of every section; the baseline is the record's own width. */
export const indexBytes: BenchRow = {
  id: 'P7',
  rounds: 1,
  async run(options, measure) {
    const records = options.long ? 3_000_000 : 300_000;
    const contests: Contest[] = [];
    for (const layout of SECTIONS) {
      const path = join(options.workDir, 'p7.seg');
      const writer = await SegmentWriter.create(path, layout, records);
      for (const batch of sortedRecords(layout, records, 7)) await writer.append(batch);
      await writer.finish();
      const bytesPerRecord = statSync(path).size / records;
      contests.push({
        what: `bytes per record, ${layout.name}, ${records / 1e6} M records`,
        unit: 'B',
        baselineWhat: 'record width',
        goal: { text: '<= 1.03 x', met: (_figure, ratio) => ratio <= 1.03 },
        figure: () => bytesPerRecord,
        baseline: () => layout.recordBytes,
      });
    }
    await measure(contests);
  },
};

import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { JudgedClock, Logger } from '@pksn/runtime';
import { SampleFolder } from '@pksn/samples';
import type { DataSource } from '@pksn/store-postgres';
import { Overrides, SampleErasure, SampleQueue, SampleStock } from '@pksn/store-postgres';
import { FourEyes } from '../approvals/four-eyes';
import type { AdminConfig } from '../config';
import { GreenProposals } from '../overrides/green-proposals';
import { CLOCK, CONFIG, DATABASE, LOG } from '../tokens';
import { SampleDesk } from './sample-desk';
import { SampleKeyFile } from './sample-key-file';
import { SampleKeys } from './sample-keys';
import { SampleReader } from './sample-reader';
import { SampleReport } from './sample-report';

export const SAMPLES: Provider[] = [
  {
    provide: SampleFolder,
    inject: [CONFIG],
    useFactory: (config: AdminConfig) => new SampleFolder(config.sampleDir ?? join(config.dataDir, 'samples')),
  },
  {
    provide: SampleKeyFile,
    inject: [CONFIG],
    useFactory: (config: AdminConfig) =>
      new SampleKeyFile(config.sampleKey ?? join(config.dataDir, 'secrets', 'sample-key.txt')),
  },
  {
    provide: SampleKeys,
    inject: [SampleKeyFile, DATABASE, LOG],
    useFactory: (file: SampleKeyFile, source: DataSource, log: Logger) =>
      new SampleKeys(file, new SampleStock(source), log),
  },
  {
    provide: SampleDesk,
    inject: [CONFIG, DATABASE, SampleFolder, CLOCK, FourEyes],
    useFactory: (config: AdminConfig, source: DataSource, folder: SampleFolder, clock: JudgedClock, eyes: FourEyes) => {
      const green = new GreenProposals(new Overrides(source), eyes);
      const erasure = new SampleErasure(source);
      return new SampleDesk(new SampleQueue(source), erasure, folder, clock, () => config.sampleClaim, source, green);
    },
  },
  {
    provide: SampleReader,
    inject: [DATABASE, SampleFolder, SampleKeyFile],
    useFactory: (source: DataSource, folder: SampleFolder, file: SampleKeyFile) =>
      new SampleReader(new SampleQueue(source), folder, file),
  },
  {
    provide: SampleReport,
    inject: [CONFIG, DATABASE, SampleKeys],
    useFactory: (config: AdminConfig, source: DataSource, keys: SampleKeys) =>
      new SampleReport(new SampleStock(source), keys, config.sampleStoreBytes),
  },
];

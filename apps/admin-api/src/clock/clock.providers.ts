import type { Provider } from '@nestjs/common';
import type { Logger } from '@pksn/runtime';
import { JudgedClock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { ClockKeeper, ClockMarks } from '@pksn/store-postgres';
import { CLOCK, DATABASE, LOG } from '../tokens';
import { ClockDesk } from './clock-desk';
import { ClockWatch } from './clock-watch';

/** The one clock of this process, which knows the mark before anything is judged by it. */
export const CLOCK_PROVIDERS: Provider[] = [
  {
    provide: CLOCK,
    inject: [DATABASE],
    useFactory: async (source: DataSource) => {
      const clock = new JudgedClock();
      await new ClockKeeper(clock, new ClockMarks(source)).round();
      return clock;
    },
  },
  {
    provide: ClockWatch,
    inject: [CLOCK, DATABASE, LOG],
    useFactory: (clock: JudgedClock, source: DataSource, log: Logger) =>
      new ClockWatch(new ClockKeeper(clock, new ClockMarks(source)), log),
  },
  {
    provide: ClockDesk,
    inject: [CLOCK, DATABASE],
    useFactory: (clock: JudgedClock, source: DataSource) => new ClockDesk(clock, new ClockMarks(source)),
  },
];

import { Column, Entity, PrimaryColumn } from 'typeorm';
import { COUNTER } from './column-types';

/** A live feed as one generation sees it. */
export interface LiveFeed {
  readonly feed: string;
  readonly snapshotId: number;
  readonly version: number;
  readonly priority: number;
}

/** What the service answers from; the highest number is in force. */
@Entity('generation')
export class GenerationRow {
  @PrimaryColumn(COUNTER) number!: number;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt!: Date;
  @Column({ type: 'text' }) reason!: string;
  @Column({ type: 'text' }) actor!: string;
  @Column({ type: 'jsonb' }) feeds!: LiveFeed[];
}

import type { SectionName } from '@pksn/domain';
import type { HoldKind, Manifest, RunSections } from '@pksn/ingest';
import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { COUNTER } from './column-types';

/** One immutable sorted set of records: a partition of reputation_record and its segments. */
@Entity('run')
export class RunRow {
  @PrimaryColumn(COUNTER) id!: number;
  @Column({ type: 'text' }) feed!: string;
  @Column(COUNTER) version!: number;
  @Column({ type: 'jsonb' }) sections!: RunSections;
}

/** A feed's content at one version: its runs, base first. */
@Entity('snapshot')
export class SnapshotRow {
  @PrimaryGeneratedColumn({ type: 'bigint' }) id!: number;
  @Column({ type: 'text' }) feed!: string;
  @Column(COUNTER) version!: number;
  @Column({ type: 'text' }) kind!: string;
  @Column({ ...COUNTER, name: 'base_id', nullable: true }) baseId!: number | null;
  @Column({ type: 'text' }) state!: string;
  @Column({ type: 'text', name: 'state_hash' }) stateHash!: string;
  @Column({ type: 'text', name: 'manifest_digest' }) manifestDigest!: string;
  @Column({ type: 'jsonb' }) manifest!: Manifest;
  @Column({ type: 'jsonb' }) counts!: Partial<Record<SectionName, number>>;
  @Column({ type: 'bigint', array: true }) runs!: string[];
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'activated_at', nullable: true }) activatedAt!: Date | null;
  @Column({ type: 'text', name: 'hold_kind', nullable: true }) holdKind!: HoldKind | null;
  @Column({ type: 'text', name: 'hold_reason', nullable: true }) holdReason!: string | null;
  @Column({ type: 'timestamptz', name: 'activate_at', nullable: true }) activateAt!: Date | null;
}

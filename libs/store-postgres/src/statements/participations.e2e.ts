import { participantMark } from '@pksn/licensing';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource } from 'typeorm';
import { databaseOf } from '../data-source';
import { migrate } from '../migrate';
import { Participations } from './participations';
import { Statements } from './statements';

describe('the endpoints of one customer', () => {
  let database: TemporaryDatabase;
  let source: DataSource;
  let participations: Participations;
  const accepted = { statement: 1, language: 'en', requests: true, contributions: true };
  const endpoint = (n: number, customer = 'C-1'): Buffer => participantMark(customer, n.toString(16).padStart(32, '0'));

  beforeAll(async () => {
    database = await temporaryDatabase({ filledBy: migrate });
    source = await databaseOf(database.url, 2).initialize();
    await new Statements(source).publish(
      { id: null, texts: [{ language: 'en', text: 'A.' }], inForceAt: null },
      'test',
    );
    participations = new Participations(source, 2);
  }, 60_000);
  afterAll(async () => {
    await source.destroy();
    await database.stop();
  });

  it('are as many as can be kept, and leave room when they stop', async () => {
    const full = expect.objectContaining({ code: 'PARTICIPATION_FULL' }) as Error;
    await participations.accept(endpoint(1), 'C-1', accepted);
    await participations.accept(endpoint(1), 'C-1', { ...accepted, contributions: false });
    await participations.accept(endpoint(2), 'C-1', accepted);
    await expect(participations.accept(endpoint(3), 'C-1', accepted)).rejects.toEqual(full);
    expect(await participations.of(endpoint(3))).toBeNull();
    await participations.accept(endpoint(1, 'C-2'), 'C-2', accepted);
    await participations.stop(endpoint(3));
    await participations.stop(endpoint(2));
    await participations.stop(endpoint(2));
    await participations.accept(endpoint(3), 'C-1', accepted);
    await expect(participations.accept(endpoint(2), 'C-1', accepted)).rejects.toEqual(full);
    expect(await participations.of(endpoint(1))).toMatchObject({ contributions: false, isCurrent: true });
  });
});

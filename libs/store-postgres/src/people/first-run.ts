import type { DataSource } from 'typeorm';

/** Whether the first person is still to be made, and by which code. */
export class FirstRun {
  constructor(private readonly source: DataSource) {}

  /** Until the first person was made, by whomever; never again after that. */
  async isOpen(): Promise<boolean> {
    const [row] = (await this.source.query(
      'SELECT closed_at IS NULL AND NOT EXISTS (SELECT FROM person) AS open FROM first_run',
    )) as { open: boolean }[];
    return row?.open === true;
  }
}

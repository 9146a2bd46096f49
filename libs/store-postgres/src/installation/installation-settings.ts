import { Fault } from '@pksn/domain';
import type { InstallationSettingName, SettingValue } from '@pksn/runtime';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';

export interface ChosenSetting {
  readonly name: string;
  readonly value: SettingValue;
  readonly setAt: Date;
  readonly setBy: string;
}

export interface ChosenSettings {
  /** Goes up with each change. */
  readonly revision: number;
  readonly settings: readonly ChosenSetting[];
}

/** What to set; null: back to what the process itself is configured with. */
export type SettingChanges = Readonly<Partial<Record<InstallationSettingName, SettingValue | null>>>;

/** What administrators set for the installation while it runs. */
export class InstallationSettings {
  constructor(private readonly source: DataSource) {}

  async values(): Promise<Readonly<Record<string, unknown>>> {
    const rows = (await this.source.query('SELECT name, value FROM installation_setting')) as ChosenSetting[];
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  }

  chosen(): Promise<ChosenSettings> {
    return chosenOf(this.source.manager);
  }

  /**
   * Sets these and leaves all others; what is as it was is no change. Fault: SETTINGS_CHANGED, when what is set is not of `revision`
   * any more; null: whatever was set.
   */
  change(changes: SettingChanges, revision: number | null, actor: string): Promise<ChosenSettings> {
    return this.source.transaction(async (manager) => {
      await manager.query('SELECT 1 FROM installation_setting_revision FOR UPDATE');
      const before = await chosenOf(manager);
      if (revision !== null && revision !== before.revision)
        throw new Fault('SETTINGS_CHANGED', 'somebody else changed the settings meanwhile', {
          facts: { revision: before.revision },
        });
      const values = new Map(before.settings.map(({ name, value }) => [name, value]));
      let changed = 0;
      for (const [name, value] of Object.entries(changes)) {
        const former = values.get(name) ?? null;
        if (former === value) continue;
        changed++;
        await write(manager, name, value, actor);
        const action = value === null ? 'setting.unset' : 'setting.set';
        await recordAudit(manager, { actor, action, subject: name, detail: { before: former, after: value } });
      }
      if (changed > 0) await manager.query('UPDATE installation_setting_revision SET revision = revision + 1');
      return chosenOf(manager);
    });
  }
}

async function write(manager: EntityManager, name: string, value: SettingValue | null, actor: string): Promise<void> {
  if (value === null) {
    await manager.query('DELETE FROM installation_setting WHERE name = $1', [name]);
    return;
  }
  await manager.query(
    `INSERT INTO installation_setting (name, value, set_at, set_by) VALUES ($1, $2, now(), $3)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, set_at = excluded.set_at, set_by = excluded.set_by`,
    [name, JSON.stringify(value), actor],
  );
}

async function chosenOf(manager: EntityManager): Promise<ChosenSettings> {
  const [{ revision }] = (await manager.query(
    'SELECT revision::float8 AS revision FROM installation_setting_revision',
  )) as [{ revision: number }];
  const settings = (await manager.query(
    'SELECT name, value, set_at AS "setAt", set_by AS "setBy" FROM installation_setting ORDER BY name',
  )) as ChosenSetting[];
  return { revision, settings };
}

import type { EntityManager } from 'typeorm';
import type { ProviderFacts } from './administration';
import { recordAudit } from './audit-log';
import { STATEMENT_IN_FORCE } from './statements/standing-statements';

/** A key that signs settings files, without its private half. */
export interface ProviderKeyRow {
  /** 1 for the first key, and one more with each rotation. */
  readonly number: number;
  /** SHA-256 of the raw key in hex. */
  readonly keyid: string;
  readonly madeAt: Date;
  /** The envelope by which the key before named this one; null for the first. */
  readonly succession: unknown;
}

export interface SettingsFileFacts {
  readonly serial: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly issuedBy: string;
  /** The id of the key that signed it. */
  readonly signedBy: string;
  /** The provider as the file names it. */
  readonly provider: ProviderFacts;
}

export interface SettingsFileRow extends SettingsFileFacts {
  readonly file: string;
}

export interface StatementDigests {
  readonly id: string;
  readonly languages: readonly { readonly language: string; readonly sha256: string }[];
}

const FILE_FACTS = `serial::float8 AS serial, issued_at AS "issuedAt", expires_at AS "expiresAt", issued_by AS "issuedBy",
  signed_by AS "signedBy", jsonb_build_object('name', provider_name, 'contacts', provider_contacts) AS provider`;

/** What settings files are made of, seen from inside one transaction. Every write is audited in it. */
export class ProviderLedger {
  constructor(private readonly manager: EntityManager) {}

  async facts(): Promise<ProviderFacts> {
    const [row] = (await this.manager.query('SELECT name, contacts FROM provider')) as [ProviderFacts];
    return row;
  }

  /** What was set for the next file, as it was stored; an empty object when nothing was. */
  async stored(): Promise<Readonly<Record<string, unknown>>> {
    const [row] = (await this.manager.query('SELECT settings FROM provider')) as [
      { settings: Readonly<Record<string, unknown>> },
    ];
    return row.settings;
  }

  /** `detail` is what the audit log is told. */
  async store(settings: object, detail: Readonly<Record<string, unknown>>, actor: string): Promise<void> {
    await this.manager.query('UPDATE provider SET settings = $1', [JSON.stringify(settings)]);
    await recordAudit(this.manager, { actor, action: 'provider.settings', subject: 'provider', detail });
  }

  /** The statement in force and those to come, at most 16: their ids as text, and the digest (hex) of each text. */
  async statements(): Promise<StatementDigests[]> {
    return this.manager.query(
      `SELECT s.id::text AS id, json_agg(
         json_build_object('language', language, 'sha256', encode(sha256, 'hex')) ORDER BY language) AS languages
       FROM statement s JOIN statement_text t ON t.id = s.id
       WHERE s.id >= ${STATEMENT_IN_FORCE}
       GROUP BY s.id ORDER BY s.id LIMIT 16`,
    );
  }

  /** Oldest first; the last one is in force. */
  keys(): Promise<ProviderKeyRow[]> {
    return this.manager.query(
      'SELECT number, keyid, made_at AS "madeAt", succession FROM provider_key ORDER BY number',
    );
  }

  async addKey(keyid: string, succession: unknown, actor: string): Promise<void> {
    await this.manager.query(
      `INSERT INTO provider_key (number, keyid, made_at, made_by, succession)
       SELECT coalesce(max(number), 0) + 1, $1, now(), $2, $3::jsonb FROM provider_key`,
      [keyid, actor, succession === null ? null : JSON.stringify(succession)],
    );
    const action = succession === null ? 'provider.key-made' : 'provider.key-rotated';
    await recordAudit(this.manager, { actor, action, subject: keyid });
  }

  /** Newest first. */
  files(limit: number): Promise<SettingsFileFacts[]> {
    return this.manager.query(`SELECT ${FILE_FACTS} FROM provider_settings_file ORDER BY serial DESC LIMIT $1`, [
      limit,
    ]);
  }

  /** One file, or the newest for null; null when there is none. */
  async file(serial: number | null): Promise<SettingsFileRow | null> {
    const rows = (await this.manager.query(
      `SELECT ${FILE_FACTS}, file FROM provider_settings_file
       WHERE $1::bigint IS NULL OR serial = $1 ORDER BY provider_settings_file.serial DESC LIMIT 1`,
      [serial],
    )) as SettingsFileRow[];
    return rows[0] ?? null;
  }

  async addFile(row: SettingsFileRow): Promise<void> {
    await this.manager.query(
      `INSERT INTO provider_settings_file
       (serial, issued_at, expires_at, issued_by, signed_by, provider_name, provider_contacts, file)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        row.serial,
        row.issuedAt,
        row.expiresAt,
        row.issuedBy,
        row.signedBy,
        row.provider.name,
        JSON.stringify(row.provider.contacts),
        row.file,
      ],
    );
    await recordAudit(this.manager, {
      actor: row.issuedBy,
      action: 'provider.settings-issued',
      subject: String(row.serial),
      detail: { expiresAt: row.expiresAt.toISOString(), signedBy: row.signedBy },
    });
  }
}

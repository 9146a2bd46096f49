/**
 * What the newest generation says, as temporary tables over the product's own: `feed_live` (its feeds), `newest` (per
 * feed, section and key the record of the newest run that mentions it, removals taken out), `sees` (feeds by license, in
 * the order in which they are asked), `claim` (file and certificate records with their siblings), `alias`, and `says`:
 * whatever any source says, by license; rank 1 is the customer's overrides, 2 the provider's, then the feeds.
 * docs/package-format.md gives the bytes of a record's value.
 */
export const LIVE_STATE = [
  `DROP TABLE IF EXISTS feed_live, newest, sees, claim, alias, says`,
  `CREATE TEMP TABLE feed_live AS
    SELECT f.feed, f."snapshotId" AS snapshot, f.version, f.priority
    FROM generation g, jsonb_to_recordset(g.feeds) AS f (feed text, "snapshotId" bigint, version bigint, priority int)
    WHERE g.number = (SELECT max(number) FROM generation)`,
  `CREATE TEMP TABLE newest AS
    SELECT feed, section, key, value FROM (
      SELECT DISTINCT ON (f.feed, r.section, r.key) f.feed, r.section, r.key, r.value
      FROM feed_live f
      JOIN snapshot s ON s.id = f.snapshot
      CROSS JOIN unnest(s.runs) WITH ORDINALITY AS run (id, place)
      JOIN reputation_record r ON r.run_id = run.id
      ORDER BY f.feed, r.section, r.key, run.place DESC
    ) AS said
    WHERE CASE WHEN section IN (1, 2) THEN true ELSE get_byte(value, 0) & 128 = 0 END`,
  `CREATE INDEX ON newest (section, feed, key)`,
  `CREATE TEMP TABLE sees AS
    SELECT encode(k.key_hash, 'hex') AS license, f.feed, f.version, f.snapshot,
      row_number() OVER (PARTITION BY k.key_hash ORDER BY f.priority, f.feed COLLATE "C")::int AS place
    FROM license_key k JOIN license l USING (vendor, license_id)
    CROSS JOIN feed_live f JOIN feed ON feed.name = f.feed
    WHERE k.feeds IS NULL AND starts_with(f.feed, k.vendor || '/')
      OR f.feed = ANY (k.feeds) OR f.feed = ANY (l.granted_feeds) OR feed.open`,
  `CREATE TEMP TABLE claim AS
    SELECT feed, section, key,
      CASE WHEN section IN (3, 11) AND get_byte(value, 1) & 16 <> 0 THEN substring(value FROM 25 FOR 20) END AS sha1,
      CASE WHEN get_byte(value, 1) & 32 = 0 THEN NULL
        WHEN section = 3 THEN substring(value FROM 45 FOR 16)
        WHEN section = 4 THEN substring(value FROM 25 FOR 16) END AS md5
    FROM newest WHERE section IN (3, 4, 5, 11, 12)`,
  `CREATE INDEX ON claim (section, key)`,
  `CREATE TEMP TABLE alias AS
    SELECT feed, section, key,
      (ARRAY[3, 4, 11])[get_byte(value, 1)] AS target_section,
      substring(value FROM 5 FOR CASE get_byte(value, 1) WHEN 2 THEN 20 ELSE 32 END) AS target
    FROM newest WHERE section IN (6, 7, 13)`,
  `CREATE INDEX ON alias (section, key)`,
  `CREATE TEMP TABLE says AS
    SELECT sees.license, 2 + sees.place AS rank, n.section, n.key,
      (ARRAY['red', 'orange', 'yellow', 'green'])[get_byte(n.value, 0) & 7] AS zone,
      (ARRAY['trusted', 'low-restricted', 'high-restricted', 'untrusted'])[get_byte(n.value, 1) & 7] AS trust_group,
      CASE get_byte(n.value, 2) WHEN 0 THEN NULL ELSE power(2, get_byte(n.value, 2) - 1) END AS popularity,
      to_char(date '1970-01-01' + nullif(get_byte(n.value, 4) * 256 + get_byte(n.value, 5), 0), 'YYYY-MM-DD') AS first_seen,
      convert_from(threat.value, 'UTF8') AS threat,
      convert_from(product.value, 'UTF8') AS product,
      jsonb_build_object('kind', 'feed', 'feed', sees.feed, 'version', sees.version) AS source
    FROM sees JOIN newest n USING (feed)
    LEFT JOIN newest threat ON threat.section = 1 AND threat.feed = n.feed AND threat.key = substring(n.value FROM 9 FOR 8)
    LEFT JOIN newest product ON product.section = 1 AND product.feed = n.feed AND product.key = substring(n.value FROM 17 FOR 8)
    WHERE n.section IN (3, 4, 5, 8, 9, 10, 11, 12, 14)
    UNION ALL
    SELECT encode(k.key_hash, 'hex'), CASE WHEN o.customer_id IS NULL THEN 2 ELSE 1 END, o.section, o.key, o.zone,
      o.trust_group, NULL, NULL, o.threat, NULL,
      jsonb_build_object('kind', 'override', 'reason', o.reason,
        'owner', CASE WHEN o.customer_id IS NULL THEN 'provider' ELSE 'customer' END)
    FROM license_key k JOIN license l USING (vendor, license_id)
    JOIN override o ON o.customer_id IS NULL OR o.customer_id = l.customer_id
    WHERE o.added_in <= (SELECT max(number) FROM generation)
      AND (o.removed_in IS NULL OR o.removed_in > (SELECT max(number) FROM generation))`,
  `ALTER TABLE says ADD network inet`,
  `UPDATE says SET network =
    format('%s.%s.%s.%s/%s', get_byte(key, 0), get_byte(key, 1), get_byte(key, 2), get_byte(key, 3), get_byte(key, 4))::inet
    WHERE section = 9`,
  `UPDATE says SET network =
    (rtrim(regexp_replace(encode(substring(key FROM 1 FOR 16), 'hex'), '(....)', '\\1:', 'g'), ':') || '/' || get_byte(key, 16))::inet
    WHERE section = 10`,
  `CREATE INDEX ON says (license, section, key)`,
  `ANALYZE newest, claim, alias, says`,
];

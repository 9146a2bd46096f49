/** Answers for a batch of questions by sets, over the tables of live-state-sql.ts. QUERY-API "Which verdict wins". */

/** $1: the questions as JSON, $2: the hash of each question's license key. */
export const ASKED = [
  `DROP TABLE IF EXISTS asked`,
  `CREATE TEMP TABLE asked (n int, license text, type text, form int, hash bytea, expressions text[], address inet,
    software text[], h1 bytea, h2 bytea, h3 bytea)`,
];
export const FILL = `INSERT INTO asked
  SELECT n, license, type, form, decode(hash, 'hex'), expressions, address, software,
    CASE form WHEN 1 THEN decode(hash, 'hex') END, CASE form WHEN 2 THEN decode(hash, 'hex') END,
    CASE form WHEN 3 THEN decode(hash, 'hex') END
  FROM jsonb_to_recordset($1::jsonb) AS q (n int, license text, type text, form int, hash text, expressions text[],
    address inet, software text[])`;

/** By type: sections of records and of aliases, for SHA-256, SHA-1 and MD5. */
const FORMS = {
  file: { records: [3, 4, 5], aliases: [0, 6, 7] },
  certificate: { records: [11, 12, 0], aliases: [0, 13, 0] },
} as const;

const NO_CONTRADICTION = `(c.sha1 IS NULL OR a.h2 IS NULL OR c.sha1 = a.h2) AND (c.md5 IS NULL OR a.h3 IS NULL OR c.md5 = a.h3)`;

/**
 * From a weak hash to a stronger one, in the feed at $1 in the order of each license: by an alias whose target is there
 * and names the weak hash as its own, and contradicts nothing that is known.
 */
function climb(type: keyof typeof FORMS, from: 2 | 3): string {
  const { records, aliases } = FORMS[type];
  const [h, sibling] = from === 2 ? ['h2', 'sha1'] : ['h3', 'md5'];
  return `UPDATE asked SET
      h1 = CASE WHEN found.section = ${String(records[0])} THEN found.key ELSE asked.h1 END,
      h2 = CASE WHEN found.section = ${String(records[1])} THEN found.key ELSE coalesce(asked.h2, found.sha1) END,
      h3 = coalesce(asked.h3, found.md5)
    FROM (
      SELECT a.n, c.* FROM asked a
      JOIN sees s ON s.license = a.license AND s.place = $1
      JOIN alias l ON l.section = ${String(aliases[from - 1])} AND l.key = a.${h} AND l.feed = s.feed
      JOIN claim c ON c.section = l.target_section AND c.key = l.target AND c.feed = s.feed
      WHERE a.type = '${type}' AND a.form >= ${String(from)} AND c.${sibling} = a.${h}
        AND CASE c.section WHEN ${String(records[0])} THEN a.h1 IS NULL ELSE a.h2 IS NULL END
        AND ${NO_CONTRADICTION}
    ) AS found WHERE found.n = asked.n`;
}

/** The weaker hashes that the record of a known hash names, in the feed at $1. */
function gather(type: keyof typeof FORMS, form: 1 | 2): string {
  return `UPDATE asked SET h2 = coalesce(asked.h2, found.sha1), h3 = coalesce(asked.h3, found.md5)
    FROM (
      SELECT a.n, c.sha1, c.md5 FROM asked a
      JOIN sees s ON s.license = a.license AND s.place = $1
      JOIN claim c ON c.section = ${String(FORMS[type].records[form - 1])} AND c.key = a.h${String(form)} AND c.feed = s.feed
      WHERE a.type = '${type}' AND ${NO_CONTRADICTION}
    ) AS found WHERE found.n = asked.n`;
}

/** To be run one after the other, each for the feeds in their order. */
export const IDENTITY: readonly string[] = [
  climb('file', 3),
  climb('file', 2),
  gather('file', 1),
  gather('file', 2),
  climb('certificate', 2),
  gather('certificate', 1),
];

const hashMatch = (type: keyof typeof FORMS, form: 1 | 2 | 3): string =>
  `SELECT a.n, v.rank, ${String(form)} AS fit, NULL AS matched, v.*
   FROM asked a JOIN says v ON v.license = a.license AND v.section = ${String(FORMS[type].records[form - 1])} AND v.key = a.h${String(form)}
   WHERE a.type = '${type}' AND (v.zone <> 'green' OR ${String(form)} <= a.form)`;

const part = (index: number): string => `lower(normalize(btrim(a.software[${String(index)}]), NFKC) COLLATE pg_c_utf8)`;
const softwareKey = (version: string): string =>
  `sha256(convert_to(${part(1)}, 'UTF8') || '\\x00' || convert_to(${part(2)}, 'UTF8') || '\\x00' || convert_to(${version}, 'UTF8'))`;

const NETWORK_BITS = 1_000;

/** The first source that knows the object; inside it the fit that is most specific. */
export const VERDICTS = `
  SELECT a.n, v.zone, v.threat, v.product, v.popularity, v.first_seen, v.source, v.matched,
    CASE WHEN a.type IN ('file', 'certificate', 'software') THEN coalesce(v.trust_group,
      CASE v.zone WHEN 'red' THEN 'untrusted' WHEN 'orange' THEN 'untrusted' WHEN 'yellow' THEN 'high-restricted'
        WHEN 'green' THEN 'trusted' END) ELSE v.trust_group END AS trust_group,
    encode(a.h1, 'hex') AS sha256, encode(a.h2, 'hex') AS sha1, encode(a.h3, 'hex') AS md5
  FROM asked a LEFT JOIN (
    SELECT DISTINCT ON (n) * FROM (
      ${hashMatch('file', 1)} UNION ALL ${hashMatch('file', 2)} UNION ALL ${hashMatch('file', 3)}
      UNION ALL ${hashMatch('certificate', 1)} UNION ALL ${hashMatch('certificate', 2)}
      UNION ALL
      SELECT a.n, v.rank, e.place::int, e.expression, v.*
      FROM asked a CROSS JOIN unnest(a.expressions) WITH ORDINALITY AS e (expression, place)
      JOIN says v ON v.license = a.license AND v.section = 8 AND v.key = sha256(convert_to(e.expression, 'UTF8'))
      UNION ALL
      SELECT a.n, v.rank, ${String(NETWORK_BITS)} - masklen(v.network), abbrev(v.network), v.*
      FROM asked a JOIN says v ON v.license = a.license AND v.network >>= a.address
      UNION ALL
      SELECT a.n, v.rank, 1, NULL, v.* FROM asked a
      JOIN says v ON v.license = a.license AND v.section = 14 AND v.key = ${softwareKey(part(3))}
      UNION ALL
      SELECT a.n, v.rank, 2, NULL, v.* FROM asked a
      JOIN says v ON v.license = a.license AND v.section = 14 AND v.key = ${softwareKey(`''`)}
    ) AS matches (n, rank, fit, matched, license, rank_again, section, key, zone, trust_group, popularity, first_seen,
      threat, product, source, network)
    ORDER BY n, rank, fit
  ) AS v USING (n) ORDER BY a.n`;

/** Coverage of a kind of object, for each license: the best of its feeds. */
export const COVERAGE = `
  SELECT s.license, kind.type, (ARRAY['full', 'partial', 'none'])[min(CASE p.manifest -> 'coverage' ->> kind.type
    WHEN 'full' THEN 1 WHEN 'partial' THEN 2 ELSE 3 END)] AS coverage
  FROM sees s JOIN snapshot p ON p.id = s.snapshot
  CROSS JOIN unnest(ARRAY['file', 'url', 'domain', 'ip', 'certificate', 'software']) AS kind (type)
  GROUP BY 1, 2`;

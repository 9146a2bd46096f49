/**
 * Who signed the floor of a feed, so that a floor of stolen keys falls when they are rotated away, and both manifests
 * when a vendor signed two of one version. The previous release leaves the new columns of a feed as they are.
 */
export const TRUST: readonly string[] = [
  `ALTER TABLE feed
    ADD COLUMN floor_signers text[],
    ADD COLUMN floor_manifest jsonb`,
  `COMMENT ON COLUMN feed.floor_signers IS 'Key ids that signed the manifest at the floor; NULL when not known'`,
  `COMMENT ON COLUMN feed.floor_manifest IS 'The signed manifest (DSSE) at the floor, with the digest that it had: {digest, envelope}'`,
  `CREATE TABLE equivocation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    feed text NOT NULL REFERENCES feed (name),
    version bigint NOT NULL,
    known_digest text NOT NULL,
    known jsonb,
    other_digest text NOT NULL,
    other jsonb NOT NULL,
    import_id uuid NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (feed, version, other_digest)
  )`,
  `COMMENT ON TABLE equivocation IS 'Evidence: two different manifests of one version, both signed by the vendor (DSSE envelopes)'`,
];

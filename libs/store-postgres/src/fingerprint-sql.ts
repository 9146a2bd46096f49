/** The fingerprint of the key in this column of hashes, as `keyFingerprint` makes it and as the indexes hold it. */
export function fingerprintSql(column: string): string {
  return `left(encode(${column}, 'hex'), 8)`;
}

/**
 * Suspicious files at rest: sealed for a public key by whoever takes them in, opened by whoever holds the private one.
 *
 *   query-api: bytes ─▶ sealed(recipient) ─▶ SampleFolder ─▶ opened(identities) ─▶ bytes: admin-api
 *
 * The form is that of age (age-encryption.org/v1), so that `age -d -i KEYFILE FILE` opens a file without this product.
 */
export { newSampleKey, sampleIdentities } from './sample-key';
export type { SampleIdentity } from './sample-key';
export { opened, sealed, sealedBytes } from './seal';
export { SampleFolder } from './sample-folder';

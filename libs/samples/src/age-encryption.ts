/**
 * The package, loaded at first use: compiling it takes a process some 80 ms of processor time, and most processes never
 * see a sample.
 */
export function ageEncryption(): Promise<typeof import('age-encryption')> {
  return import('age-encryption');
}

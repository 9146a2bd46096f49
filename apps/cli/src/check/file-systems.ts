import { statfs } from 'node:fs/promises';

/**
 * File systems of Linux that hold no files of a disk: what is read there is made at that moment, may have no end, and
 * reading it may do something. By the magic numbers of statfs(2).
 */
const OF_THE_SYSTEM: ReadonlySet<number> = new Set([
  0x9fa0, // proc
  0x62656572, // sysfs
  0x64626720, // debugfs
  0x74726163, // tracefs
  0x27e0eb, // cgroup
  0x63677270, // cgroup2
  0x73636673, // securityfs
  0xcafe4a11, // bpf
  0x6165676c, // pstore
  0xde5e81e4, // efivarfs
  0x1cd1, // devpts
  0x19800202, // mqueue
  0x62656570, // configfs
  0xf97cff8c, // selinuxfs
  0x42494e4d, // binfmt_misc
  0x6e736673, // nsfs
]);

/** Whether a folder or file is one of the system's own, such as those in /proc and /sys. */
export async function isOfTheSystem(path: Buffer): Promise<boolean> {
  const { type } = await statfs(path);
  return OF_THE_SYSTEM.has(type);
}

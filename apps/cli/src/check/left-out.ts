/** What a walk did not look into, and need not: counted, so that nobody takes it for checked. */
export interface LeftOut {
  /** Symbolic links; they are not followed. */
  links: number;
  /** Devices, pipes and sockets. */
  special: number;
  /** By --exclude and --no-hidden; a folder counts once. */
  excluded: number;
  /** Folders on other file systems (--one-file-system), and those of the system such as /proc. */
  mounts: number;
}

export const nothingLeftOut = (): LeftOut => ({ links: 0, special: 0, excluded: 0, mounts: 0 });

import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * A shell that waits on a pipe from us. When this process ends, however it ends, the kernel closes the pipe and
 * the shell stops the server (only if the cluster's own pid file still names it) and removes `remove`, if given.
 */
const SCRIPT = `
cat >/dev/null
[ "$(head -n 1 "$2/postmaster.pid" 2>/dev/null)" = "$1" ] && kill -"$3" "$1" 2>/dev/null
[ -n "$4" ] || exit 0
n=0
while [ -e "$2/postmaster.pid" ] && kill -0 "$1" 2>/dev/null && [ $n -lt 300 ]; do sleep 0.1; n=$((n + 1)); done
rm -rf "$4"
`;

export interface Watchdog {
  /** Lets the watchdog look now and end. */
  release(): Promise<void>;
}

export function watchServer(pid: number, cluster: string, signal: 'INT' | 'QUIT', remove: string | null): Watchdog {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'sh', String(pid), cluster, signal, remove ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  const ended = new Promise<void>((done) => {
    shell.once('exit', () => done());
    shell.once('error', () => done());
  });
  shell.stdin.on('error', () => undefined);
  shell.unref();
  (shell.stdin as unknown as Socket).unref();
  return {
    release: () => {
      shell.ref();
      shell.stdin.end();
      return ended;
    },
  };
}

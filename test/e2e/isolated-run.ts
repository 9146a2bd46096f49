import { spawn } from 'node:child_process';

/** What left, or tried to: counted by the kernel for the namespace as a whole, whichever process it was. */
export interface Attempts {
  /** Connections and datagrams, name look-ups too, to addresses that no route leads to: anything but loopback. */
  readonly toElsewhere: number;
  /** Datagrams to a loopback port where nobody listens: look-ups, where the resolver is configured on loopback. */
  readonly toNobody: number;
}

export interface IsolatedRun {
  readonly code: number | null;
  readonly output: string;
  readonly attempts: Attempts;
}

const MARK = '== counters of the namespace ==';
const SCRIPT = `ip link set lo up || { echo 'iproute2 is needed: apt-get install iproute2'; exit 90; }
[ -z "$(ip route show table main; ip -6 route show table main | grep -v '^fe80')" ] || { echo 'the namespace has a route'; exit 91; }
"$@"
code=$?
echo '${MARK}'
cat /proc/net/snmp /proc/net/snmp6
exit $code`;

/**
 * Runs a command in a network namespace of its own that has the loopback interface and no route. Root makes it
 * directly, everybody else inside a user namespace; where that is forbidden, it fails and says so.
 */
export async function runIsolated(
  command: readonly string[],
  environment: Record<string, string>,
): Promise<IsolatedRun> {
  const asUser = process.getuid?.() === 0 ? [] : ['--map-current-user', '--keep-caps'];
  const child = spawn('unshare', [...asUser, '--net', '--', 'sh', '-c', SCRIPT, 'sh', ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', (error) => fail(new Error(`${NEEDS} (${error.message})`)));
    child.once('close', done);
  });
  const at = output.lastIndexOf(MARK);
  if (at < 0) throw new Error(`${NEEDS}\n${output}`);
  return { code, output: output.slice(0, at), attempts: attemptsIn(output.slice(at)) };
}

const NEEDS =
  'a network namespace could not be made: run as root, or allow user namespaces (user.max_user_namespaces, kernel.unprivileged_userns_clone), with util-linux and iproute2 installed';

/** RFC 4293's counters, as Linux shows them in /proc/net/snmp (two lines a protocol) and snmp6 (a line a counter). */
function attemptsIn(text: string): Attempts {
  const counter = (protocol: string, name: string): number => {
    const [names, values] = text
      .split('\n')
      .filter((line) => line.startsWith(`${protocol}: `))
      .map((line) => line.split(' '));
    return numberIn(values?.[names?.indexOf(name) ?? -1]);
  };
  const counter6 = (name: string): number => numberIn(new RegExp(`^${name}\\s+(\\d+)$`, 'm').exec(text)?.[1]);
  return {
    toElsewhere: counter('Ip', 'OutNoRoutes') + counter6('Ip6OutNoRoutes'),
    toNobody: counter('Udp', 'NoPorts') + counter6('Udp6NoPorts'),
  };
}

function numberIn(text: string | undefined): number {
  if (text === undefined || !/^\d+$/.test(text)) throw new Error('the kernel does not count what this test needs');
  return Number(text);
}

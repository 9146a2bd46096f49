/** `evaluation` keeps what it acknowledged through a crash; `throwaway` is for tests and forgets on power loss. */
export type PostgresTuning = 'evaluation' | 'throwaway';

const ALWAYS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '100',
  maintenance_work_mem: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  jit: 'off',
  // Statements and details hold the values that people ask about.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_checkpoints: 'off',
};

const BY_TUNING: Readonly<Record<PostgresTuning, Readonly<Record<string, string>>>> = {
  evaluation: { shared_buffers: '256MB', synchronous_commit: 'on' },
  throwaway: { shared_buffers: '64MB', fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
};

export function serverArguments(cluster: string, port: number, tuning: PostgresTuning): string[] {
  const settings = Object.entries({ ...ALWAYS, ...BY_TUNING[tuning], port: String(port) });
  return ['-D', cluster, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

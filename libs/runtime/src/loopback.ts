const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Whether what listens on this address can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.includes(host);
}

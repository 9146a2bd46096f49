import { setFlagsFromString } from 'node:v8';
import { Fault } from '@pksn/domain';
import { awaitHangups, processSettings, runProcess, setting } from '@pksn/runtime';
import { readProxyConfig } from './config/proxy-config';

// What is kept stands on disk: the young heap is to stay small, also where nobody gave Node a limit. What would keep the rest of it
// small as well (--optimize-for-size, --heap-growing-percent) costs a fifth of what a hit costs: docs/proxy.md.
for (const flag of ['--max-semi-space-size=1', '--semi-space-growth-factor=1']) setFlagsFromString(flag);
awaitHangups();
runProcess(
  'ksn-proxy',
  {
    ...processSettings,
    /** The proxy's one configuration file; docs/proxy.md. */
    config: setting.path(),
  },
  async ({ config }, log, shutdown) => {
    const { serve } = await import('./serve.js');
    await serve(readProxyConfig(config), log, shutdown);
  },
  ({ config }) => violationsOf(config),
);

function violationsOf(path: string): readonly string[] {
  try {
    readProxyConfig(path);
    return [];
  } catch (error) {
    return Fault.from(error).facts['violations'] as readonly string[];
  }
}

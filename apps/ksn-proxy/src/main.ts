import { setFlagsFromString } from 'node:v8';
import { Fault } from '@pksn/domain';
import { awaitHangups, processSettings, runProcess, setting } from '@pksn/runtime';
import { readProxyConfig } from './config/proxy-config';

// What is kept stands on disk: the heap is to stay near what is alive, also where nobody gave Node a limit.
for (const flag of ['--optimize-for-size', '--max-semi-space-size=2', '--semi-space-growth-factor=1'])
  setFlagsFromString(flag);
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

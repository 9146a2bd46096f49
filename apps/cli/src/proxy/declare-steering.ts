import type { Command } from 'commander';
import type { ActionRunner } from '../session';
import { proxyStatus } from './status-command';
import { topology } from './topology-command';

/** Commands that look at proxies where they run. */
export function declareSteering(proxy: Command, run: ActionRunner): void {
  proxy
    .command('status')
    .description('what a running proxy shows of itself; exit 1 when it is degraded')
    .option('--config <file>', 'its configuration, which says where its status page is')
    .option('--url <url>', 'the address of its status page; default: http://127.0.0.1:13112')
    .action(run(proxyStatus));
  proxy
    .command('topology')
    .description('whether questions could go round the private service; exit 1 when they do')
    .option('--config <file>', 'look at the proxy of this configuration; default: at the endpoint here')
    .action(run(topology));
}

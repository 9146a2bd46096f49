import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { requireRequestsAllowed, serviceRoutes, SettingsStore } from '@pksn/endpoint-client';
import type { GlobalOptions } from '../session';
import { readContextFile } from './context-file';
import type { ServiceContext } from './context-file';
import { readTextFile } from './read-text-file';

/** Where queries go, who vouches for it, and which key they carry when none is named. */
export interface QueryTarget {
  /** Tried in this order. */
  readonly addresses: readonly string[];
  /** Certificate authorities in PEM; null: those that Node trusts. */
  readonly ca: string | null;
  readonly keyFile: string | null;
}

/** What `pksn endpoint load` accepted is kept in the folder `endpoint` of the data folder. */
export function settingsStore(options: GlobalOptions): SettingsStore {
  return new SettingsStore(join(options.data, 'endpoint'));
}

/**
 * What the caller names comes first; then what a person has loaded here, which is signed; and the service that happens
 * to run on this data folder last. Settings that are damaged stop the search: they may say that another must be asked.
 */
export async function queryTarget(options: GlobalOptions, asks: boolean): Promise<QueryTarget> {
  if (options.server !== undefined) {
    return { addresses: [options.server], ca: await authority(options, null), keyFile: null };
  }
  return (await loadedTarget(options, asks)) ?? contextTarget(options, await requireContext(options));
}

async function loadedTarget(options: GlobalOptions, asks: boolean): Promise<QueryTarget | null> {
  const state = await settingsStore(options).current();
  if (state === null) return null;
  if (asks) requireRequestsAllowed(state.settings.policy);
  const addresses = serviceRoutes(state.settings);
  // The key of the service that runs here goes to no other service.
  const context = asks && options.keyFile === undefined ? await readContextFile(options.data) : null;
  const isSame = context !== null && state.settings.services.query.includes(new URL(context.queryUrl).origin);
  const keyFile = isSame ? (context.keyFile ?? null) : null;
  return { addresses, ca: options.cacert === undefined ? state.settings.ca : await authority(options, null), keyFile };
}

async function contextTarget(options: GlobalOptions, context: ServiceContext): Promise<QueryTarget> {
  return {
    addresses: [context.queryUrl],
    ca: await authority(options, context),
    keyFile: context.keyFile ?? null,
  };
}

export async function requireContext(options: GlobalOptions): Promise<ServiceContext> {
  const context = await readContextFile(options.data);
  if (context === null) throw new Fault('CONTEXT_MISSING', `${options.data} holds no context of a running service`);
  return context;
}

export async function authority(options: GlobalOptions, context: ServiceContext | null): Promise<string | null> {
  if (options.cacert !== undefined) return readTextFile(options.cacert, 'certificate file');
  if (context === null) return null;
  return context.ca.startsWith('-----BEGIN') ? context.ca : readTextFile(context.ca, 'certificate file');
}

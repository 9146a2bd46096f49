import { hash } from 'node:crypto';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { serviceRoutes, SettingsStore } from '@pksn/endpoint-client';
import type { ServiceAddress } from '@pksn/endpoint-client';
import type { GlobalOptions } from '../session';
import { readContextFile } from './context-file';
import type { ServiceContext } from './context-file';
import { readTextFile } from './read-text-file';

/** Where queries go, who vouches for it, and which key they carry when none is named. */
export interface QueryTarget {
  readonly service: ServiceAddress;
  /** Whether this is the provider that a person has loaded: only for it keys that were set here are used, and answers are kept. */
  readonly isLoaded: boolean;
  readonly keyFile: string | null;
}

const FOLDER_DIGITS = 16;

/** What `pksn endpoint` keeps is in the folder `endpoint` of the data folder. */
export function endpointFolder({ data }: Pick<GlobalOptions, 'data'>): string {
  return join(data, 'endpoint');
}

/**
 * What was agreed to with whom `options` name, and what is kept of theirs: who is named by hand is another one than the provider that is
 * loaded here, or than whom another address names.
 */
export function agreementFolder(options: Pick<GlobalOptions, 'data' | 'server'>): string {
  const { server } = options;
  if (server === undefined) return endpointFolder(options);
  const origin = URL.canParse(server) ? new URL(server).origin : server;
  return join(namedFolder(options), hash('sha256', origin, 'hex').slice(0, FOLDER_DIGITS));
}

/** Of all who were ever named by hand. */
export function namedFolder(options: Pick<GlobalOptions, 'data'>): string {
  return join(endpointFolder(options), 'by-address');
}

export function settingsStore(options: GlobalOptions): SettingsStore {
  return new SettingsStore(endpointFolder(options));
}

/** Who names an address by hand is under no policy. */
const FREE = { requests: { mode: 'free', value: true } } as const;

/**
 * What the caller names comes first; then what a person has loaded here, which is signed; and the service that happens
 * to run on this data folder last. Settings that are damaged stop the search: they may say that another must be asked.
 */
export async function queryTarget(options: GlobalOptions, withKey: boolean): Promise<QueryTarget> {
  if (options.server !== undefined) {
    const ca = await authority(options, null);
    return { service: { origins: [options.server], ca, policy: FREE, provider: '' }, isLoaded: false, keyFile: null };
  }
  return (await loadedTarget(options, withKey)) ?? contextTarget(options, await requireContext(options));
}

async function loadedTarget(options: GlobalOptions, withKey: boolean): Promise<QueryTarget | null> {
  const state = await settingsStore(options).current();
  if (state === null) return null;
  const { policy, publicKey, services, statements, offline } = state.settings;
  const ca = options.cacert === undefined ? state.settings.ca : await authority(options, null);
  const facts = { origins: serviceRoutes(state.settings), ca, policy, provider: publicKey, statements };
  // The key of the service that runs here goes to no other service.
  const context = withKey && options.keyFile === undefined ? await readContextFile(options.data) : null;
  const isSame = context !== null && services.query.includes(new URL(context.queryUrl).origin);
  const keyFile = isSame ? (context.keyFile ?? null) : null;
  return { service: offline === undefined ? facts : { ...facts, offline }, isLoaded: true, keyFile };
}

async function contextTarget(options: GlobalOptions, context: ServiceContext): Promise<QueryTarget> {
  const ca = await authority(options, context);
  const service = { origins: [context.queryUrl], ca, policy: FREE, provider: '' };
  return { service, isLoaded: false, keyFile: context.keyFile ?? null };
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

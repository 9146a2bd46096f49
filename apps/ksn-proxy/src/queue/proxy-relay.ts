import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import {
  CONFIRMED_HEADER,
  DELIVERY_HEADERS,
  extendProxyVia,
  PART_HEADER,
  PROXY_COUNTS_HEADER,
  PROXY_VERSION_HEADER,
  PROXY_VIA_HEADER,
} from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { readBody } from '../http/read-body';
import { PROXY_LIMITS } from '../limits';
import { relayed, relayHeaders, replyAsTold } from '../routes/relay';
import type { Upstream } from '../upstream/upstream';

/** What a proxy says to the service; never a license key. */
const PASSED = [
  ...Object.values(DELIVERY_HEADERS),
  'pksn-endpoint',
  CONFIRMED_HEADER,
  PART_HEADER,
  PROXY_COUNTS_HEADER,
  PROXY_VERSION_HEADER,
  'if-none-match',
  'content-type',
  'accept',
];

/**
 * What a proxy below says to the service goes on over this proxy's own client certificate, with the fingerprint of that of the connection
 * below. Who shows none is no proxy: by what he sends he would speak as this one. Faults: PROXY_UNKNOWN, REQUEST_MALFORMED,
 * SERVICE_UNAVAILABLE without the link, or where this proxy has no certificate itself.
 */
export async function relayOfProxy(
  { upstream, isEnrolled }: { readonly upstream: Upstream; readonly isEnrolled: boolean },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const certificate = (request.socket as TLSSocket).getPeerX509Certificate();
  if (certificate === undefined) throw new Fault('PROXY_UNKNOWN', 'the connection showed no client certificate');
  if (!isEnrolled)
    throw new Fault('SERVICE_UNAVAILABLE', 'this proxy is not enrolled, and hands nothing on for another');
  const via = request.headers[PROXY_VIA_HEADER];
  const below = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  const named = extendProxyVia(below, Array.isArray(via) ? via.join(',') : via);
  const headers = { ...relayHeaders(request, PASSED), [PROXY_VIA_HEADER]: named };
  const { method, url = '' } = request;
  const isStreamed = method === 'POST' && url.startsWith('/v1/proxy/deliveries/submissions');
  const body = method === 'GET' ? null : isStreamed ? request : await readBody(request, PROXY_LIMITS.requestBytes);
  replyAsTold(response, await relayed(upstream, request, body, headers));
}

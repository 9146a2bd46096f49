import { formatScopeMark, SCOPE_HEADER } from '@pksn/contract';
import { Fault, isSectionName, sectionLayout } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { PREFIX_SECTIONS } from '@pksn/reputation-index';
import type { Clock } from '@pksn/runtime';
import type { FastifyInstance } from 'fastify';
import type { LicenseGate } from '../license/license-gate';
import type { Lifetimes, PrefixAnswers } from './prefix-answers';

const HEX_PREFIX = /^(?:[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;
const QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: { cursor: { type: 'string', minLength: 1, maxLength: 512 } },
} as const;

/** `GET /v1/prefixes/{section}/{prefix}`: whoever asks by prefix does not say which object it has. */
export function prefixRoutes(
  http: FastifyInstance,
  answers: PrefixAnswers,
  license: LicenseGate,
  clock: Clock,
  lifetimes: Lifetimes,
): void {
  const schema = { querystring: QUERY };
  http.get<{ Params: { section: string; prefix: string }; Querystring: { cursor?: string } }>(
    '/v1/prefixes/:section/:prefix',
    { schema, onRequest: license.check },
    async (request, reply) => {
      const grant = license.grantOf(request);
      // Of before the page is made: it may be made by a later one, never by an earlier.
      const mark = formatScopeMark(license.scopeMark(grant));
      const { section, prefix } = request.params;
      const query = { section: sectionOf(section), prefix: prefixOf(prefix), cursor: request.query.cursor ?? null };
      const page = await answers.page(grant.entry, query, clock.now(), request.raw.rawHeaders);
      return reply
        .header(SCOPE_HEADER, mark)
        .header('cache-control', `private, max-age=${String(Math.min(lifetimes.present, lifetimes.absent))}`)
        .header('vary', 'authorization, x-api-key')
        .send(page);
    },
  );
}

function sectionOf(name: string): SectionLayout {
  if (isSectionName(name) && PREFIX_SECTIONS.includes(name)) return sectionLayout(name);
  throw new Fault('PREFIX_SECTION', `sections that can be asked by prefix are ${PREFIX_SECTIONS.join(', ')}`);
}

function prefixOf(text: string): Buffer {
  if (!HEX_PREFIX.test(text)) throw new Fault('OBJECT_MALFORMED', 'a prefix has 4, 6 or 8 hexadecimal digits');
  return Buffer.from(text, 'hex');
}

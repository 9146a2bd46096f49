import { domainToASCII } from 'node:url';
import { parseLooseIpv4 } from './address-text';
import { hostSuffixes } from './expressions';
import { WEB_LIMITS } from './limits';
import { malformed } from './malformed';

const NON_ASCII = /[\u0080-\uffff]/;
const NAME = /^[a-z0-9._-]+$/;
const NAME_OR_NON_ASCII = /^[a-zA-Z0-9._\-\u0080-\uffff]+$/;

/**
 * A domain name in lower-case ASCII (punycode) without its trailing dot. Bare top-level domains and labels with
 * underscores are legal. Throws OBJECT_MALFORMED for addresses in any notation, empty labels, labels of more than
 * 63 bytes, names of more than 253, and characters that no name has.
 */
export function canonicalDomain(name: string): string {
  if (name.length > WEB_LIMITS.domainBytes + 1) throw malformed('the domain name is longer than 253 bytes');
  const ascii = (NON_ASCII.test(name) ? international(name) : name).toLowerCase();
  const domain = ascii.endsWith('.') ? ascii.slice(0, -1) : ascii;
  if (domain.length > WEB_LIMITS.domainBytes) throw malformed('the domain name is longer than 253 bytes');
  if (!NAME.test(domain)) throw malformed('not a domain name');
  for (const label of domain.split('.')) {
    if (label === '' || label.length > WEB_LIMITS.labelBytes)
      throw malformed('a label is empty or longer than 63 bytes');
  }
  if (parseLooseIpv4(domain) !== null) throw malformed('this is an address, not a domain name');
  return domain;
}

function international(name: string): string {
  // domainToASCII parses a whole URL: nothing that ends or splits a host may reach it.
  const ascii = NAME_OR_NON_ASCII.test(name) ? domainToASCII(name) : '';
  if (ascii === '') throw malformed('not a domain name');
  return ascii;
}

/** The expressions that decide about a canonical domain, most specific first: `a.b.c/`, `b.c/`. */
export function domainExpressions(domain: string): string[] {
  return hostSuffixes(domain).map((host) => `${host}/`);
}

import { X509Certificate, createHash } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { AdminTokenOrder, Administration, TokenFacts, TokenHolder } from '@pksn/store-postgres';
import { CUSTOMER_ROLE, MACHINE_ROLE } from '../auth/roles';
import { requireWithin } from '../auth/scopes';
import type { TokenBody } from './administration-requests';

/**
 * Fault: REQUEST_MALFORMED when role, customer, rights and certificate do not fit each other.
 */
export function tokenOrder({ role, label, days, customer, rights, certificate, scopes }: TokenBody): AdminTokenOrder {
  if (role !== MACHINE_ROLE && (role === CUSTOMER_ROLE) !== (customer !== undefined)) {
    throw new Fault('REQUEST_MALFORMED', `the role ${CUSTOMER_ROLE} needs a customer, and no other role takes one`);
  }
  if ((role === MACHINE_ROLE) !== (rights !== undefined)) {
    throw new Fault('REQUEST_MALFORMED', `the role ${MACHINE_ROLE} needs rights, and no other role takes them`);
  }
  if (role !== MACHINE_ROLE && certificate !== undefined) {
    throw new Fault('REQUEST_MALFORMED', `only the role ${MACHINE_ROLE} takes a certificate`);
  }
  return {
    role,
    label,
    days,
    customerId: customer ?? null,
    rights: rights === undefined ? null : { ...rights },
    scopes: scopes ?? null,
  };
}

/** SHA-256 of a certificate in PEM. Fault: TOKEN_CERTIFICATE. */
export function thumbprint(pem: string): Buffer {
  try {
    return createHash('sha256').update(new X509Certificate(pem).raw).digest();
  } catch (cause) {
    throw new Fault('TOKEN_CERTIFICATE', 'this is not a certificate in PEM', { cause });
  }
}

/**
 * A token, which is shown once, or a machine's certificate in place of one. Faults: also ADMIN_FORBIDDEN for one that
 * reaches further than who makes it, NOT_FOUND, TOKEN_CERTIFICATE.
 */
export async function makeToken(
  administration: Administration,
  body: TokenBody,
  actor: string,
  by: TokenHolder,
): Promise<{ id: string }> {
  const order = { ...tokenOrder(body), createdBy: by.principal };
  requireWithin(by.scopes, order.scopes ?? null);
  if (body.certificate === undefined) return administration.createToken(order, actor);
  return administration.registerCertificate(order, thumbprint(body.certificate), actor);
}

/** `current`: the one by which the caller asks. */
export function tokenView({ customerId, ...facts }: TokenFacts, callerId: string): object {
  return { ...facts, customer: customerId, current: facts.id === callerId };
}

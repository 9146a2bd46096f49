import type { FaultCode } from '@pksn/domain';

/** Which code a refusal gets, since the same checks serve packages, trust roots and licenses. */
export interface EnvelopeFaults {
  /** Not an object of the exact key set, or over a bound. */
  readonly form: FaultCode;
  /** Base64 that is not canonical. */
  readonly encoding: FaultCode;
  readonly payloadType: FaultCode;
  /** Too few valid signatures, or one that does not verify. */
  readonly signature: FaultCode;
}

export const PACKAGE_ENVELOPE_FAULTS: EnvelopeFaults = {
  form: 'PACKAGE_BLOCK_MALFORMED',
  encoding: 'PACKAGE_ENCODING',
  payloadType: 'PACKAGE_PAYLOAD_TYPE',
  signature: 'PACKAGE_SIGNATURE',
};

export const TRUST_ENVELOPE_FAULTS: EnvelopeFaults = {
  form: 'TRUST_ROOT_MALFORMED',
  encoding: 'TRUST_ROOT_MALFORMED',
  payloadType: 'TRUST_ROOT_MALFORMED',
  signature: 'TRUST_ROOT_UNSIGNED',
};

/** One code stands for every refusal. */
export function envelopeFaults(choice: FaultCode | EnvelopeFaults): EnvelopeFaults {
  if (typeof choice !== 'string') return choice;
  return { form: choice, encoding: choice, payloadType: choice, signature: choice };
}

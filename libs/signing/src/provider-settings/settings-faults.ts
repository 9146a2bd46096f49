import type { EnvelopeFaults } from '../envelope-faults';

export const SETTINGS_ENVELOPE_FAULTS: EnvelopeFaults = {
  form: 'SETTINGS_MALFORMED',
  encoding: 'SETTINGS_MALFORMED',
  payloadType: 'SETTINGS_MALFORMED',
  signature: 'SETTINGS_UNTRUSTED',
};

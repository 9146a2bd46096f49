const payloadType = (document: string): string => `application/vnd.private-ksn.${document}.v1+json`;

/** One DSSE payload type per kind of document, so that a signature over one can never be shown as another. */
export const PAYLOAD_TYPES = {
  trustRoot: payloadType('trust-root'),
  packageManifest: payloadType('package-manifest'),
  license: payloadType('license'),
  licenseStatus: payloadType('license-status'),
  policy: payloadType('policy'),
  providerSettings: payloadType('provider-settings'),
  providerSuccession: payloadType('provider-succession'),
  historyCheckpoint: payloadType('history-checkpoint'),
} as const;

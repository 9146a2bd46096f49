/** A file by one of its hashes (32, 20 or 16 bytes). */
export interface FileQuestion {
  readonly type: 'file';
  readonly hashKind: 'sha256' | 'sha1' | 'md5';
  readonly key: Buffer;
}

/** A certificate by its thumbprint (32 or 20 bytes). */
export interface CertificateQuestion {
  readonly type: 'certificate';
  readonly hashKind: 'sha256' | 'sha1';
  readonly key: Buffer;
}

/** An address in network order: 4 or 16 bytes. */
export interface IpQuestion {
  readonly type: 'ip';
  readonly family: 4 | 6;
  readonly bytes: Buffer;
}

/** A URL or domain by its expressions, most specific first, and their SHA-256 in the same order. */
export interface WebQuestion {
  readonly type: 'url' | 'domain';
  readonly expressionKeys: readonly Buffer[];
  readonly expressions: readonly string[];
  /** Set when the URL's host is an address: asked where no expression is known. */
  readonly address: IpQuestion | null;
}

/** Software with its version, and the same without; null when the question names no version. */
export interface SoftwareQuestion {
  readonly type: 'software';
  readonly key: Buffer;
  readonly productKey: Buffer | null;
}

export type Question = FileQuestion | CertificateQuestion | IpQuestion | WebQuestion | SoftwareQuestion;

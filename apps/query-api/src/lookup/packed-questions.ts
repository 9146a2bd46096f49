import type { PackedRun } from '@pksn/contract';
import type { ObjectType } from '@pksn/domain';
import type { HashKind, Question } from '@pksn/reputation-index';
import { formatAddress } from '@pksn/web-address';
import { askDomain, askIp, askUrl } from '@pksn/lookup';

type Asked = { readonly type: ObjectType; readonly question: Question };
const SOFTWARE_KEY_BYTES = 32;
const HASH_KINDS = {
  'file-sha256': { type: 'file', hashKind: 'sha256' },
  'file-sha1': { type: 'file', hashKind: 'sha1' },
  'file-md5': { type: 'file', hashKind: 'md5' },
  'certificate-sha256': { type: 'certificate', hashKind: 'sha256' },
  'certificate-sha1': { type: 'certificate', hashKind: 'sha1' },
} as const satisfies Record<string, { type: 'file' | 'certificate'; hashKind: HashKind }>;

/** Object `i` of a run as a question to the index. Throws OBJECT_MALFORMED. */
export function packedQuestion(run: PackedRun, i: number): Asked {
  if (!('keys' in run)) {
    const text = run.texts[i] as string;
    return run.kind === 'url' ? askUrl(text) : askDomain(text);
  }
  const width = run.keys.length / run.count;
  const key = run.keys.subarray(i * width, (i + 1) * width);
  switch (run.kind) {
    case 'ip4':
      return { type: 'ip', question: { type: 'ip', family: 4, bytes: key } };
    case 'ip6':
      // An address in which an IPv4 one is embedded means that one, as it does in text.
      return askIp(formatAddress({ family: 6, bytes: key, prefix: key.length * 8 }));
    case 'software':
      return { type: 'software', question: softwareQuestion(key) };
    default: {
      const form = HASH_KINDS[run.kind];
      return { type: form.type, question: { ...form, key } as Question };
    }
  }
}

/** The key with the version and the key without; zeros instead of the latter where no version was asked. */
function softwareQuestion(key: Buffer): Question {
  const productKey = key.subarray(SOFTWARE_KEY_BYTES);
  const none = productKey.every((byte) => byte === 0);
  return { type: 'software', key: key.subarray(0, SOFTWARE_KEY_BYTES), productKey: none ? null : productKey };
}

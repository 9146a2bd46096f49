import type { InputField } from '../input-row';

const WORDS: Readonly<Partial<Record<InputField, string>>> = {
  sha256: 'sha256 filehashsha256 hashsha256 filesha256',
  sha1: 'sha1 filehashsha1 hashsha1 filesha1',
  md5: 'md5 filehashmd5 hashmd5 filemd5',
  url: 'url',
  domain: 'domain domainname hostname host fqdn domainport hostport hostnameport',
  ip: 'ip ipaddress ipaddr address ipv4 ipv6 ipv4addr ipv6addr ipv4address ipv6address ipdst ipsrc ipport cidr network netblock',
  certificateSha256: 'certificatesha256 certsha256 x509fingerprintsha256',
  certificateSha1: 'certificatesha1 certsha1 x509fingerprintsha1',
};

const KNOWN = new Map<string, InputField>(
  Object.entries(WORDS).flatMap(([field, words]) =>
    words.split(' ').map((word): [string, InputField] => [word, field as InputField]),
  ),
);

/** The field that a word for a kind of object means, whatever stands between its letters; null for other words. */
export function fieldOfKind(word: string): InputField | null {
  return KNOWN.get(word.toLowerCase().replace(/[^a-z0-9]/g, '')) ?? null;
}

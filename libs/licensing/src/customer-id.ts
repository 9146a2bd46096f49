/** What stands under a customer's id already. */
export interface CustomerHolding {
  /** A customer without licenses is one that the provider added and that nobody has joined yet. */
  readonly hasLicenses: boolean;
  /** The only vendor whose license files may join it; null: any, the first that comes. */
  readonly vendor: string | null;
}

const ID_CHARACTERS = 64;

/**
 * The id under which a vendor's customer is stored, when the vendor brings it for the first time; `holding` is who has
 * the bare id (null: nobody). Vendors choose their customers' ids without knowing of each other: the first that brings
 * an id has it as it is, a later one gets `<vendor>:<id>`. A file joins a customer that the provider added under this
 * id as long as it has no license of any vendor, and if the provider named a vendor, only that vendor's does. An id
 * with a colon is always stored behind its vendor, so that no vendor names a customer into the scope of another: two
 * pairs of vendor and id never meet (a vendor's name has no colon, and no id that the provider chooses has one).
 */
export function storedCustomerId(vendor: string, id: string, holding: CustomerHolding | null): string {
  const mayJoin = holding === null || (!holding.hasLicenses && (holding.vendor ?? vendor) === vendor);
  return mayJoin && !id.includes(':') ? id : `${vendor}:${id}`;
}

/**
 * The id that is made of a name when nobody chooses one, by vendors and providers alike: "Example Bank & Sons" is
 * example-bank-sons. Letters of other scripts stay; null when the name has neither letters nor digits.
 */
export function customerIdFrom(name: string): string | null {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return words.join('-').slice(0, ID_CHARACTERS) || null;
}

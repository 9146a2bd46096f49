/**
 * The id under which a vendor's customer is stored, when it is new. Vendors choose their customers' ids without
 * knowing of each other: the first that brings an id has it as it is, a later one gets `<vendor>:<id>`. An id with a
 * colon is always stored behind its vendor, so that no vendor names a customer into the scope of another: two pairs
 * of vendor and id never meet (a vendor's name has no colon).
 */
export function storedCustomerId(vendor: string, id: string, isTaken: boolean): string {
  return isTaken || id.includes(':') ? `${vendor}:${id}` : id;
}

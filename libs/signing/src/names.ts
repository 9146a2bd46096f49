const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** A vendor's name: 1 to 63 lower-case letters, digits and hyphens, the first no hyphen. */
export function isVendorName(text: string): boolean {
  return NAME.test(text);
}

/** A feed's name is `VENDOR/FEED`, both parts of the form of a vendor's name. */
export function isFeedName(text: string): boolean {
  const slash = text.indexOf('/');
  return slash > 0 && NAME.test(text.slice(0, slash)) && NAME.test(text.slice(slash + 1));
}

/** The vendor that owns a feed; the text must be a feed name. */
export function vendorOfFeed(feed: string): string {
  return feed.slice(0, feed.indexOf('/'));
}

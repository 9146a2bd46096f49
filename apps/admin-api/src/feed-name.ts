/** `VENDOR/FEED`, in requests. */
export const FEED_NAME = /^[a-z0-9-]{1,63}\/[a-z0-9-]{1,63}$/;
export const FEED_MESSAGE = { message: '$property must be the name of a feed, such as acme/core' };

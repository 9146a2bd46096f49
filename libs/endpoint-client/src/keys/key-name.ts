/** Which of the keys that an endpoint was given. */
export type KeyName = 'current' | 'next';

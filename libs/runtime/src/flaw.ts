/** Why a value of the configuration is refused, in words that hold no value. */
export class Flaw extends Error {}

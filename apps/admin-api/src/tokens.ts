/** Injection tokens of things that are values or interfaces. */
export const CLOCK = Symbol('clock');
export const CONFIG = Symbol('config');
export const DATABASE = Symbol('database');
export const LOG = Symbol('log');
export const DOORBELL = Symbol('doorbell');

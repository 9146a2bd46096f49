'use strict';
const { ModuleMocker } = require('jest-mock');

/**
 * Runs test files in the realm of the worker itself. Jest's own environment gives each file a realm of its own, in
 * which every access to a global goes through an interceptor, and an `Error` of Node or of a package is none. What a
 * file leaves in the globals of the process is put back; modules of the product are still loaded anew for each file.
 */
class OneRealmEnvironment {
  constructor() {
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = null;
    this.before = new Map(
      Reflect.ownKeys(globalThis).map((key) => [key, Object.getOwnPropertyDescriptor(globalThis, key)]),
    );
    this.variables = { ...process.env };
    this.exit = process.exit;
  }

  async setup() {
    Error.stackTraceLimit = 25;
  }

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    process.exit = this.exit;
    for (const name of Object.keys(process.env)) if (!(name in this.variables)) delete process.env[name];
    Object.assign(process.env, this.variables);
    for (const key of Reflect.ownKeys(globalThis)) {
      const was = this.before.get(key);
      // Jest's own table of matchers cannot be taken away, and need not.
      if (was === undefined) Reflect.deleteProperty(globalThis, key);
      else if (was.configurable) Object.defineProperty(globalThis, key, was);
    }
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return globalThis;
  }
}

module.exports = OneRealmEnvironment;

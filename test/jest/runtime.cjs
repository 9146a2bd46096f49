'use strict';
const { createRequire, isBuiltin } = require('node:module');
const { Script } = require('node:vm');
const JestRuntime = require('jest-runtime').default;

/** Compiled modules of this worker, by file; a file that changed under a watching Jest is compiled again. */
const compiled = new Map();
const OURS = /^(?:[./]|@pksn\/|@jest\/globals$)/;

/**
 * Jest's runtime, except that packages are loaded by Node, once a worker, in place of once for each test file, and
 * that a module is compiled once a worker. Goes with environment.cjs: packages and tests share one realm.
 */
class OneRealmRuntime extends JestRuntime {
  constructor(...args) {
    super(...args);
    if (typeof this.executor?.compile !== 'function')
      throw new Error('test/jest/runtime.cjs does not fit this version of Jest');
    this.executor.compile = (source, filename) => compile(source, filename, this.executor.injectedModuleParameters);
  }

  requireModuleOrMock(from, moduleName) {
    if (OURS.test(moduleName) || isBuiltin(moduleName)) return super.requireModuleOrMock(from, moduleName);
    return createRequire(from)(moduleName);
  }
}

function compile(source, filename, parameters) {
  let known = compiled.get(filename);
  if (known === undefined || known.source !== source) {
    const script = new Script(`(function (${parameters.join(', ')}) {${source}\n})`, { filename });
    known = { source, script };
    compiled.set(filename, known);
  }
  return known.script.runInThisContext();
}

module.exports = OneRealmRuntime;

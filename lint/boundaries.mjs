import path from 'node:path';
import {
  APP_FORBIDS,
  IN_PROCESS_TESTS,
  LAUNCHERS,
  LAUNCHERS_MAY_REQUIRE,
  LIB_IMPORTS,
  OTHER_IMPORTS,
  PACKAGE_OWNERS,
  TEST_FILES,
  TEST_UNITS,
} from './import-rules.mjs';

const ALIAS = '@pksn/';

/** The unit of a file, such as `libs/domain`, `apps/cli` or `test`; null for files at the root. */
function unitOf(file) {
  const parts = file.split('/');
  if (parts[0] === 'libs' || parts[0] === 'apps') return parts.length > 2 ? `${parts[0]}/${parts[1]}` : null;
  return parts.length > 1 && parts[0] in OTHER_IMPORTS ? parts[0] : null;
}

/** The libs that a unit may import: a list, or a test of a name. Undefined when the table does not know the unit. */
function mayImport(unit, isTest) {
  const [kind, name] = unit.split('/');
  const allowed = kind === 'libs' ? LIB_IMPORTS[name] : kind === 'apps' ? APP_FORBIDS[name] : OTHER_IMPORTS[kind];
  if (allowed === undefined) return undefined;
  if (allowed === 'any') return () => true;
  const listed =
    kind === 'apps' ? (lib) => lib !== 'testing' && !allowed.includes(lib) : (lib) => allowed.includes(lib);
  return (lib) => listed(lib) || (isTest && lib === 'testing');
}

function ownsPackage(unit, owners) {
  return TEST_UNITS.includes(unit) || owners.includes(unit) || (unit.startsWith('apps/') && owners.includes('apps/*'));
}

/** Why `file` may not import `target`, or null. Paths are relative to the root, with slashes. */
export function importFlaw(file, target) {
  const unit = unitOf(file);
  if (unit === null) return null;
  const isTest = TEST_FILES.some((glob) => matchesTestGlob(file, glob));
  const libs = mayImport(unit, isTest);
  if (libs === undefined) return `${unit} is not in lint/import-rules.mjs; say there what it may import.`;
  if (target.startsWith('.') || target.startsWith('/')) {
    const resolved = path.posix.normalize(path.posix.join(path.posix.dirname(file), target));
    const inside = resolved === unit || resolved.startsWith(`${unit}/`);
    const launch = LAUNCHERS.test(file) && LAUNCHERS_MAY_REQUIRE.some((one) => resolved.startsWith(one));
    const part = IN_PROCESS_TESTS.some((one) => file.startsWith(one)) && resolved.startsWith('apps/');
    return inside || launch || part
      ? null
      : `A relative import may not climb out of ${unit}; import the lib by its name.`;
  }
  if (target.startsWith(ALIAS)) {
    const lib = target.slice(ALIAS.length);
    if (lib.includes('/')) return `Import ${ALIAS}${lib.split('/')[0]}, not a file inside it.`;
    if (unit === `libs/${lib}` || unit === lib) return `Inside ${unit} imports are relative.`;
    return libs(lib) ? null : `${unit} may not import ${target}.`;
  }
  for (const { packages, owners } of PACKAGE_OWNERS) {
    const named = packages.some((one) => target === one || target.startsWith(`${one}/`));
    if (named && !ownsPackage(unit, owners))
      return `${unit} may not import ${target}: it belongs to ${owners.join(', ')}.`;
  }
  return null;
}

/** The test globs have two forms only: "any folder, this ending" and "everything below". */
function matchesTestGlob(file, glob) {
  return glob.startsWith('**/*') ? file.endsWith(glob.slice(4)) : file.startsWith(glob.slice(0, -2));
}

function literalOf(node) {
  const literal = node?.type === 'TSLiteralType' ? node.literal : node;
  return typeof literal?.value === 'string' ? literal.value : null;
}

/** ESLint rule: every way to import (static, dynamic, require, import types, jest.mock) keeps to the table. */
export const boundaries = {
  meta: { type: 'problem', schema: [], messages: { forbidden: '{{ flaw }}' } },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    const check = (node, source) => {
      const target = literalOf(source);
      const flaw = target === null ? null : importFlaw(file, target);
      if (flaw !== null) context.report({ node, messageId: 'forbidden', data: { flaw } });
    };
    const checkCall = (node) => {
      const { callee } = node;
      const loads = callee.name === 'require' || ['require', 'jest'].includes(callee.object?.name);
      if (loads) check(node, node.arguments[0]);
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source ?? node.argument),
      TSImportEqualsDeclaration: (node) => check(node, node.moduleReference.expression),
      CallExpression: checkCall,
    };
  },
};

import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { boundaries } from './lint/boundaries.mjs';
import { SYNTAX_OWNERS, TEST_FILES } from './lint/import-rules.mjs';

const TYPED = ['**/*.ts', '**/*.tsx'];
const SCRIPTS = ['**/*.cjs', '**/*.mjs', '**/*.js'];

/**
 * no-restricted-syntax has one list per file, so a file that owns one piece of syntax needs a list without it. Files
 * fall into as many groups as there are sets of owners; each block below sets the list for those that own `mine`.
 */
function syntaxBlocks() {
  const others = (mine) => SYNTAX_OWNERS.filter((rule) => !mine.includes(rule));
  const list = (rules) =>
    rules.flatMap(({ selectors, message }) => selectors.map((selector) => ({ selector, message })));
  const subsets = SYNTAX_OWNERS.reduce((sets, rule) => [...sets, ...sets.map((set) => [...set, rule])], [[]]);
  return subsets.map((mine) => ({
    files: mine.length === 0 ? [...TYPED, ...SCRIPTS] : intersection(mine.map((rule) => rule.owners)),
    // A bare severity would keep the options of the block before.
    rules: { 'no-restricted-syntax': mine.length === SYNTAX_OWNERS.length ? 'off' : ['error', ...list(others(mine))] },
  }));
}

/** Globs that match where every list has a match: ESLint reads an inner array as "and". */
function intersection(lists) {
  return lists.reduce((all, list) => all.flatMap((one) => list.map((glob) => [...one, glob])), [[]]);
}

export default defineConfig(
  globalIgnores(['dist/', 'node_modules/', 'data/', 'coverage/', 'bench/results/']),
  {
    files: TYPED,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // An adapter implements an asynchronous port also where it has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // Rows and JSON come as `unknown` or loosely typed; saying the type once is clearer than a second generic.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
      'max-lines': ['error', { max: 230, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: SCRIPTS,
    rules: { eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error', 'no-unused-vars': 'error' },
  },
  {
    files: [...TYPED, ...SCRIPTS],
    plugins: { pksn: { rules: { boundaries } } },
    rules: { 'pksn/boundaries': 'error' },
  },
  ...syntaxBlocks(),
  {
    files: TEST_FILES.filter((glob) => glob.endsWith('.ts')).concat('libs/testing/**/*.ts', 'test/**/*.ts'),
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-console': 'off',
      'max-lines': 'off',
    },
  },
  {
    files: ['apps/console/**/*.tsx', 'apps/console/**/*.ts'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      // Texts and answers may hold what a stranger wrote; React shows text as text.
      'no-restricted-syntax': [
        'error',
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'Show text as text.' },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    // A command's output is its purpose.
    files: ['apps/cli/**/*.ts', 'apps/standalone/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
);

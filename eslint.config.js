import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

const mathjs = {
  group: ['mathjs', 'mathjs/*'],
  message: 'Only src/lang imports mathjs.',
};
const node = {
  group: ['node:*', ...builtinModules.filter((name) => !name.startsWith('node:'))],
  message: 'Only src/cli touches files, processes and the machine.',
};
const imports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });
const chance = { object: 'Math', property: 'random', message: 'Use the seeded generator: same seed, same bits.' };

export default defineConfig(
  { ignores: ['dist/', 'out/', 'templates/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-properties': ['error', chance],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // A closed set of nodes is read by `switch`; a new node must be met everywhere.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
      // Names are of any script and letter by letter means code point by code point, which is what a spread gives.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      ...imports(mathjs),
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-globals': ['error', { name: 'process', message: node.message }],
      ...imports(mathjs, node),
    },
  },
  { files: ['src/lang/*.ts'], rules: imports(node) },
  {
    files: ['src/cli/**/*.ts'],
    rules: { 'no-console': 'off', 'no-restricted-globals': 'off', ...imports(mathjs) },
  },
  {
    // Generated JavaScript is compiled here, and nowhere else.
    files: ['src/engine/**/*.ts'],
    rules: { 'no-new-func': 'off', '@typescript-eslint/no-implied-eval': 'off', 'no-restricted-properties': 'off' },
  },
  { files: ['bench/**/*.ts', 'build/**/*.ts'], rules: { 'no-restricted-imports': 'off', 'no-console': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-imports': 'off',
      'no-restricted-properties': [
        'error',
        chance,
        ...['it', 'test', 'describe'].flatMap((object) =>
          ['only', 'skip', 'todo'].map((property) => ({ object, property, message: 'Every test runs, or it is not there.' })),
        ),
      ],
    },
  },
);

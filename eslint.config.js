// What the linter refuses: loose types, floating promises, monsters, and doors that stay shut.
import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

/** No untrusted text may become markup: every message is drawn by components. */
const htmlStrings = [
  {
    selector: 'AssignmentExpression > MemberExpression.left[property.name=/^(inner|outer)HTML$/]',
    message: 'No HTML strings: draw it with a component.'
  },
  {
    selector:
      'CallExpression[callee.property.name=/^(insertAdjacentHTML|setHTMLUnsafe|parseFromString|createContextualFragment)$/]',
    message: 'No HTML strings: draw it with a component.'
  },
  {
    selector: 'CallExpression[callee.object.name="document"][callee.property.name=/^write(ln)?$/]',
    message: 'No HTML strings: draw it with a component.'
  }
]
const shapes = [
  { selector: 'TSEnumDeclaration', message: 'No enum: use a union of literals.' },
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' }
]
const windowApi = {
  selector: 'MemberExpression[object.name=/^(window|globalThis)$/][property.name="filo"]',
  message: 'Only main.ts and state/ talk to the other processes: ask a state class.'
}

const connections = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest']
const interval = {
  name: 'setInterval',
  message:
    'Idle means idle: wait once for what is owed. What has to repeat is named below, with its reason.'
}

const sizes = {
  'max-lines': ['error', 400],
  'max-lines-per-function': ['error', 60],
  'max-params': ['error', 4],
  'max-depth': ['error', 3],
  'max-nested-callbacks': ['error', 4]
}

const types = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  // A default branch hides a case that was added later; `assertNever` there is welcome.
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true }
  ],
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
  // Awaiting nothing is how a function keeps the promise that its contract makes.
  '@typescript-eslint/require-await': 'off'
}

const unsafeOff = Object.fromEntries(
  ['argument', 'assignment', 'call', 'member-access', 'return'].map((kind) => [
    `@typescript-eslint/no-unsafe-${kind}`,
    'off'
  ])
)

export default ts.config(
  { ignores: ['out/', 'dist/', 'coverage/', 'test-results/', 'playwright-report/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ts.configs.recommendedTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.node },
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte']
      }
    },
    rules: {
      ...types,
      ...sizes,
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...htmlStrings]
    }
  },
  {
    files: ['src-*/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...htmlStrings, ...shapes] }
  },
  { files: ['src-*/**'], rules: { 'no-console': 'error' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      // State here is replaced whole ($state.raw), not changed in place.
      'svelte/prefer-svelte-reactivity': 'off',
      // Props are declared with `let`, and that is what makes them bindable.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { excludedRunes: ['$props', '$bindable'] }]
    }
  },
  // The linter sees another file's component as `any`; svelte-check types them in full.
  { files: ['**/*.svelte'], rules: unsafeOff },
  // It does not see casts in doc comments either; tsc checks the scripts with them.
  { files: ['scripts/*.mjs'], rules: unsafeOff },
  {
    files: ['src-renderer/**'],
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      'no-restricted-globals': ['error', ...connections, interval]
    }
  },
  {
    files: ['src-main/**', 'src-preload/**'],
    rules: { 'no-restricted-globals': ['error', interval] }
  },
  {
    // Counts down while it is on screen.
    files: ['src-renderer/parts/connection/Countdown.svelte'],
    rules: { 'no-restricted-globals': ['error', ...connections] }
  },
  {
    files: [
      // While it reads nothing of a server.
      'src-main/network/link/engine-door.ts',
      // While somebody looks at the threads.
      'src-main/shell/process-meter.ts',
      // While a file is copied, migrated or repaired.
      'src-main/store/file/file-thread.ts',
      // While it hosts: once an hour.
      'src-main/host/files/file-door.ts'
    ],
    rules: { 'no-restricted-globals': 'off' }
  },
  {
    files: ['src-renderer/**'],
    ignores: ['src-renderer/main.ts', 'src-renderer/state/**'],
    rules: { 'no-restricted-syntax': ['error', ...htmlStrings, ...shapes, windowApi] }
  },
  {
    // `describe` holds a whole file's cases in one function.
    files: ['test/**'],
    rules: { 'max-lines-per-function': 'off', 'max-nested-callbacks': 'off' }
  },
  {
    files: ['*.js', '*.mjs', '.*.mjs', 'scripts/default-app/**'],
    extends: [ts.configs.disableTypeChecked]
  }
)

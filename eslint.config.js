import tseslint from 'typescript-eslint';

/** Top to bottom as in ARCHITECTURE.md: a folder imports only faces (`index.js`) and only from folders below it. */
const layers = [
  'cli',
  'run',
  'audit',
  'embedded',
  'live',
  'report',
  'scaletest/autostart',
  'scaletest/workspacebuild',
  'scaletest/createusers',
  'scaletest/harness',
  'scaletest/names',
  'feed',
  'collect',
  'journal',
  'telemetry',
  'codersdk',
  'plan',
  'comparison',
  'analysis',
  'model',
  'thresholds',
  'storm',
  'stats',
  'time',
];

/** Folders inside of a layer with a face of their own, for what is useful without the rest of the layer. */
const innerFaces = ['embedded/faults', 'report/html'];

/** Import patterns (gitignore style, relative specifiers) that a file of `layer` must not use. */
function forbidden(layer) {
  const at = layers.indexOf(layer);
  const above = layers.slice(0, at).flatMap((other) => [`**/${other}/**`, `**/${other}.js`]);
  const pastFaces = layers
    .filter((other) => other !== layer)
    .flatMap((other) => [`**/${other}/*`, `!**/${other}/index.js`])
    .concat(
      innerFaces
        .filter((inner) => !inner.startsWith(`${layer}/`))
        .flatMap((inner) => [`!**/${inner}`, `**/${inner}/*`, `!**/${inner}/index.js`]),
    );
  return [
    { group: pastFaces, message: 'import the face of the folder (its index.js), not a file behind it' },
    ...(above.length > 0
      ? [{ group: above, message: `${layer}/ may import only folders below it (see ARCHITECTURE.md)` }]
      : []),
  ];
}

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**'] },
  {
    files: ['**/*.ts'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: { allowDefaultProject: [] }, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  ...layers.map((layer) => ({
    files: [`src/${layer}/**/*.ts`, `src/${layer}.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns: forbidden(layer) }] },
  })),
  {
    files: ['src/**/*.ts'],
    ignores: ['src/bin.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'only src/bin.ts touches process; take what you need as an argument' },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/bin.ts', 'src/time/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.name=/^(setTimeout|setInterval)$/]',
          message: 'time goes through the Clock of src/time',
        },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'time goes through the Clock of src/time',
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'randomness is a seeded generator passed in',
        },
      ],
    },
  },
);

import { parseRegressionLimit } from '../../comparison/index.js';
import { COMPARISON_FORMATS, formatNames, type OutputSpec, parseSpecOf } from '../../report/index.js';
import { type Flag, listFlag, textFlag } from './flag.js';
import { sharedFlags } from './shared-flags.js';

type ComparisonOutput = OutputSpec<keyof typeof COMPARISON_FORMATS>;

const outputs: Flag<readonly ComparisonOutput[]> = listFlag<ComparisonOutput>({
  name: 'output',
  group: 'Output:',
  placeholder: '<format[:path]>',
  description: `${formatNames(COMPARISON_FORMATS)}; to standard output unless a path is given`,
  defaultText: 'text',
  fallback: [{ format: 'text', path: null }],
  parseItem: (text) => parseSpecOf(COMPARISON_FORMATS, text),
});

/** Every flag of `nineam compare`. */
export const compareFlags = {
  outputs,
  maxRegressions: listFlag({
    name: 'max-regression',
    group: 'Thresholds:',
    placeholder: '<percentile=amount>',
    description:
      'by how much B may be slower in p50, p95 or p99, e.g. p95=10% or p99=5s; the exit code is 5 if it is slower than that and the interval does not hold zero, or if it cannot be compared',
    parseItem: parseRegressionLimit,
  }),
  seed: {
    ...textFlag({
      name: 'seed',
      group: 'Method:',
      placeholder: '<text>',
      description: 'what random draws are made from: the same gives the same output',
      defaultText: 'nineam',
    }),
    fallback: 'nineam',
  },
  stateDir: sharedFlags.stateDir,
};

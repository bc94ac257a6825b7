import { formatNames, parseOutputSpec } from '../../report/index.js';
import { listFlag } from './flag.js';

/** Where the report of one run goes, and in which formats. Without a name in the environment. */
export const outputFlag = listFlag({
  name: 'output',
  group: 'Output:',
  placeholder: '<format[:path]>',
  description: `${formatNames()}; to standard output unless a path is given`,
  defaultText: 'text',
  fallback: [{ format: 'text', path: null }],
  parseItem: parseOutputSpec,
});

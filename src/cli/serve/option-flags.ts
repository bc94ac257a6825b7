import { ConfigError } from '../../storm/index.js';

/** Flags by the names that the deployment has for what they set. */
const FLAGS: Readonly<Record<string, string>> = {
  address: '--address',
  state: '--state',
  import: '--import',
  population: '--seed-workspaces, --import',
  templates: '--template-file',
};

/**
 * What a deployment refuses, in the words of the command line; any other error is left as it is.
 * @param statePath - The file that `--state` names, if any.
 */
export function inFlags(error: unknown, statePath: string | null): unknown {
  if (!(error instanceof ConfigError)) return error;
  const flagOf = (name: string): string =>
    name === 'state' && statePath !== null ? `--state ${statePath}` : (FLAGS[name] ?? name);
  return new ConfigError(error.problems.map((problem) => problem.replace(/^\w+/, flagOf)));
}

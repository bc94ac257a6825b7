import type { Command } from 'commander';
import { ConfigError } from '../../storm/index.js';
import { deploymentFlags } from './deployment-flags.js';
import { choiceFlag } from './flag.js';
import { resolveOptions, textsOf } from './resolve.js';
import { runFlags } from './run-flags.js';

const format = choiceFlag({
  name: 'output',
  group: 'Output:',
  choices: ['text', 'json'],
  fallback: 'text',
  description: 'for people, or for programs',
});

/** Every flag of `nineam doctor`: those of `run` on which a check depends, spelled and described as there. */
export const doctorFlags = {
  workspaceCount: {
    ...runFlags.workspaceCount,
    description:
      'workspaces of the run that is asked about; without it only what does not depend on it is judged',
  },
  template: {
    ...runFlags.template,
    description: 'template of the workspaces; without it only what does not depend on it is judged',
  },
  parameters: runFlags.parameters,
  richParameterFile: runFlags.richParameterFile,
  scheduleWindowMs: runFlags.scheduleWindowMs,
  autostartDelayMs: runFlags.autostartDelayMs,
  waitForAgents: runFlags.waitForAgents,
  userAuth: runFlags.userAuth,
  updates: runFlags.updates,
  setupConcurrency: runFlags.setupConcurrency,
  provisionersShare: runFlags.provisionersShare,
  workspaceJobTimeoutMs: runFlags.workspaceJobTimeoutMs,
  autostartBuildTimeoutMs: runFlags.autostartBuildTimeoutMs,
  agentTimeoutMs: runFlags.agentTimeoutMs,
  timeoutMs: runFlags.timeoutMs,
  cleanupTimeoutMs: runFlags.cleanupTimeoutMs,
  skipPreflight: runFlags.skipPreflight,
  yes: runFlags.yes,
  stateDir: runFlags.stateDir,
  ...deploymentFlags,
  format,
};

/**
 * The format that `--output` of a doctor names: its own, unlike that of `run`.
 * @throws ConfigError for any other.
 */
export function doctorFormat(command: Command): 'text' | 'json' {
  const table = { format };
  const { values, problems } = resolveOptions(table, { flags: textsOf(command, table), env: {}, file: {} });
  if (problems.length > 0) throw new ConfigError(problems);
  return values.format;
}

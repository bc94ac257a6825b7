import { ConfigError } from '../storm/index.js';
import { faultProblems } from './faults/rule-problems.js';
import { DEFAULT_TEMPLATES } from './model-templates.js';
import { type DeploymentOptions, MAX_TIME_SCALE } from './options.js';
import { templateProblems } from './template-problems.js';

/** @throws ConfigError with every problem of the options that can be told without planning a beginning. */
export function checkOptions(options: DeploymentOptions): void {
  const problems: string[] = [];
  const { timeScale, templates } = options;
  if (!(timeScale >= 1 && timeScale <= MAX_TIME_SCALE)) {
    problems.push(`timeScale: must be a number from 1 to ${MAX_TIME_SCALE}; got ${timeScale}`);
  }
  problems.push(...templateProblems(templates ?? DEFAULT_TEMPLATES));
  if (!Number.isFinite(options.clockOffsetMs ?? 0)) {
    problems.push(`clockOffsetMs: must be a number; got ${options.clockOffsetMs}`);
  }
  problems.push(...faultProblems(options.faults));
  if (options.firstUser === false && options.population !== undefined)
    problems.push('population: needs the first user, who would otherwise be one of the population');
  if (problems.length > 0) throw new ConfigError(problems);
}

import { StormModel, type StormModelParameters, stormModelParameters } from '../model/index.js';
import { ConfigError, messageOf } from '../storm/index.js';
import { formatInstantUs } from '../time/index.js';
import type { EmbeddedTemplate } from './embedded-template.js';
import { modelTemplate } from './model-templates.js';
import type { DeploymentOptions } from './options.js';
import { noPast, type Past } from './population/past.js';
import { type PopulationSite, planPopulation } from './population/plan-population.js';
import { type DeploymentState, readState } from './state/deployment-state.js';

/** How a deployment comes to its first moment. Times are microseconds since the epoch. */
export interface Beginning {
  /** When it came up: before it listens, if it is populated or was saved. */
  readonly startUs: number;
  /** What its clock shows when it listens, or a little less. */
  readonly listensUs: number;
  readonly parameters: StormModelParameters;
  readonly model: StormModel;
  /** What is to be written into it before it listens. */
  readonly past: Past;
  /** What it goes on from; `null`: it is new. */
  readonly state: DeploymentState | null;
}

/**
 * Plans the beginning of a deployment: from a saved state where there is one, else with its population.
 * @param nowMs - What its clock shows now, by its options, in milliseconds since the epoch.
 * @param site - Its time zones, and its first user.
 * @throws ConfigError with every problem at once.
 */
export function planBeginning(
  options: DeploymentOptions,
  templates: readonly EmbeddedTemplate[],
  nowMs: number,
  site: Pick<PopulationSite, 'owner' | 'timeZones'>,
): Beginning {
  const nowUs = Math.floor(nowMs * 1000);
  if (options.state !== undefined) return goOn(options, templates, nowUs, readState(options.state));
  const past = planPopulation(options.population, {
    parameters: parametersFrom(options, templates, nowUs, nowUs),
    templates,
    untilUs: nowUs,
    ...site,
  });
  const startUs = past.bornUs;
  const parameters = parametersFrom(options, templates, startUs, nowUs);
  return { startUs, listensUs: nowUs, parameters, past, state: null, model: new StormModel(parameters) };
}

function goOn(
  options: DeploymentOptions,
  templates: readonly EmbeddedTemplate[],
  nowUs: number,
  state: DeploymentState,
): Beginning {
  const problems: string[] = [];
  // Commands of one moment are told apart by microseconds: clocks are compared by milliseconds.
  if (options.startMs !== undefined && nowUs < Math.floor(state.nowUs / 1000) * 1000) {
    problems.push(
      `state: its clock shows ${formatInstantUs(state.nowUs)}, and does not go back to ${formatInstantUs(nowUs)}`,
    );
  }
  const names = templates.map((template) => template.name);
  if (JSON.stringify(names) !== JSON.stringify(state.templateNames)) {
    problems.push(
      `state: was saved with the templates ${state.templateNames.join(', ')}; these are ${names.join(', ')}`,
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const { startUs } = state;
  const listensUs = Math.max(nowUs, state.nowUs);
  const parameters = parametersFrom(options, templates, startUs, listensUs);
  try {
    const model = StormModel.restore(state.model, parameters);
    // It was saved while a restart had it down; what begins here is up.
    if (model.upUs > listensUs) model.restart(listensUs, listensUs);
    return { startUs, listensUs, parameters, past: noPast(listensUs), state, model };
  } catch (error) {
    throw new ConfigError([`state: ${messageOf(error)}`]);
  }
}

function parametersFrom(
  options: DeploymentOptions,
  templates: readonly EmbeddedTemplate[],
  startUs: number,
  listensUs: number,
): StormModelParameters {
  const { provisionerChanges = [] } = options.parameters;
  return stormModelParameters({
    ...options.parameters,
    // Changes count their time from when it listens.
    provisionerChanges: provisionerChanges.map((change) => ({
      ...change,
      afterUs: change.afterUs + listensUs - startUs,
    })),
    templates: templates.map(modelTemplate),
    startUs,
    publishes: 'everything',
  });
}

import { type StormModelParameters, stormModelParameters } from '../../model/index.js';
import { calibrate, wholeHistory } from '../calibration/index.js';
import { type FigureError, figureErrors } from './figure-errors.js';
import { predictStorms } from './predict-storms.js';
import type { RecordedStorm } from './recorded-storm.js';
import { countedFromFirst, recordedStarts } from './storm-start.js';

/** A recorded storm against the model. */
export interface StormValidation {
  /** The storm that was predicted. */
  readonly storm: string;
  /** Where the parameters come from: the name of the storm that they were calibrated on, or `settings`. */
  readonly from: string;
  readonly figures: readonly FigureError[];
}

/** The model against storms that were recorded, by where its parameters came from. */
export interface ModelValidation {
  /** From the known apply step, and the defaults for all else. */
  readonly fromSettings: readonly StormValidation[];
  /** From the autostart builds of another storm of the same template. */
  readonly fromAutostarts: readonly StormValidation[];
  /** From the builds that set the same storm up, which is what a history without autostarts offers. */
  readonly fromSetup: readonly StormValidation[];
  readonly replications: number;
}

/** What decides the draws. */
export interface ValidationOptions {
  readonly seed: string;
  readonly replications: number;
}

/**
 * Predicts each storm several times and compares the means with what was recorded. Only storms of a real server say
 * anything: the embedded deployment runs on the model itself.
 *
 * @param storms - By name; those of one template, where their apply steps are the same.
 */
export function validateModel(storms: readonly RecordedStorm[], options: ValidationOptions): ModelValidation {
  const validate = (
    storm: RecordedStorm,
    from: string,
    parameters: Partial<StormModelParameters>,
  ): StormValidation => {
    const { provisioners, workspaces } = storm;
    const due = [{ minuteMs: null, workspaces }];
    const predicted = { due, template: 0, provisioners, parameters, waitFor: 'none', ...options } as const;
    const recorded = countedFromFirst(recordedStarts(storm.builds));
    return { storm: storm.name, from, figures: figureErrors(recorded, predictStorms(predicted)) };
  };
  return {
    fromSettings: storms.map((storm) => validate(storm, 'settings', settingsOf(storm))),
    fromAutostarts: storms.flatMap((storm) =>
      storms
        .filter((other) => other !== storm && hasTemplateOf(other, storm))
        .map((other) => validate(storm, other.name, calibratedOn(other, 'autostarts'))),
    ),
    fromSetup: storms.map((storm) => validate(storm, storm.name, calibratedOn(storm, 'setup'))),
    replications: options.replications,
  };
}

function settingsOf({ apply }: RecordedStorm): Partial<StormModelParameters> {
  const { serviceTime } = stormModelParameters({ seed: '', startUs: 0 });
  return { serviceTime: { ...serviceTime, start: apply } };
}

function calibratedOn(storm: RecordedStorm, which: 'autostarts' | 'setup'): Partial<StormModelParameters> {
  const builds = storm.builds.filter(({ reason }) => (reason === 'autostart') === (which === 'autostarts'));
  return calibrate(wholeHistory(builds)).parameters;
}

function hasTemplateOf({ apply: a }: RecordedStorm, { apply: b }: RecordedStorm): boolean {
  return a.kind === 'lognormal' && b.kind === 'lognormal' && a.p50 === b.p50 && a.p95 === b.p95;
}

/** The greatest error of any figure, as a share; its sign is lost. */
export function greatestError(validations: readonly StormValidation[]): number {
  const errors = validations.flatMap(({ figures }) => figures.map(({ error }) => Math.abs(error ?? 0)));
  return Math.max(0, ...errors);
}

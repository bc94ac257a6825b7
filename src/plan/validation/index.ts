/** The model against storms that were recorded. @packageDocumentation */

export type { FigureError } from './figure-errors.js';
export { figureErrors } from './figure-errors.js';
export type { PredictedStorm } from './predict-storms.js';
export { predictStorms } from './predict-storms.js';
export type { RecordedStorm } from './recorded-storm.js';
export { recordedStorm } from './recorded-storm.js';
export type { StormFigure } from './storm-figures.js';
export { completedUs, STORM_FIGURES, USABLE_FIGURES } from './storm-figures.js';
export type { StartEnd, StormStart } from './storm-start.js';
export {
  countEnds,
  countedFromFirst,
  MISSED_START,
  recordedStart,
  recordedStarts,
  START_ENDS,
} from './storm-start.js';
export type { ModelValidation, StormValidation, ValidationOptions } from './validate-model.js';
export { greatestError, validateModel } from './validate-model.js';
export { validationTables } from './validation-tables.js';

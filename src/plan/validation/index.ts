/** The model against storms that were recorded. @packageDocumentation */

export type { FigureError } from './figure-errors.js';
export { figureErrors } from './figure-errors.js';
export type { PredictedStorm } from './predict-storm.js';
export { predictStorm } from './predict-storm.js';
export type { RecordedStorm } from './recorded-storm.js';
export { recordedStorm } from './recorded-storm.js';
export type { StartTimes } from './start-times.js';
export { startTimes } from './start-times.js';
export type { StormFigure } from './storm-figures.js';
export { STORM_FIGURES, stormFigures } from './storm-figures.js';
export type { ModelValidation, StormValidation, ValidationOptions } from './validate-model.js';
export { greatestError, validateModel } from './validate-model.js';
export { validationTables } from './validation-tables.js';

/** A run's results on disk, from which every report can be made again. @packageDocumentation */

export { describeSavedRun } from './describe-saved-run.js';
export type { SavedRun, SavedRunIdentity } from './saved-run.js';
export { reportOfSavedRun, savedRunOf } from './saved-run.js';
export { decodeSavedRun, encodeSavedRun, SavedRunError } from './saved-run-codec.js';
export { pagePath, readSavedRun, resultPath, saveRun } from './saved-run-files.js';

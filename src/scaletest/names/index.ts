/** Names and marks by which a user or workspace is recognized as a run's own. No I/O. @packageDocumentation */

export {
  generatedUserEmail,
  generatedUserMark,
  generatedUserName,
  generatedWorkspaceName,
  isOurUser,
  isScaletestUser,
  isScaletestWorkspace,
  MAX_RUNNER_INDEX,
  namePrefix,
  runIdOfMark,
  SCALETEST_PREFIX,
  SCALETEST_SEARCH,
  userEmail,
  userMark,
  userName,
  workspaceName,
} from './names.js';
export type { RandomBytes } from './random-text.js';
export { randomText } from './random-text.js';
export type { RunIdentity } from './run-identity.js';
export { newRunIdentity } from './run-identity.js';

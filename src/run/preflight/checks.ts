import type { PreflightFinding } from '../../storm/index.js';
import { otherUsers, owner, tokenExpiry, userAuth } from './account-checks.js';
import { provisioners, timeouts } from './capacity-checks.js';
import type { Check, CheckInputs } from './check.js';
import { provisionersShare } from './share-check.js';
import { autostart, externalAuth, parameters, template, templateVersion } from './template-checks.js';

/** Every check, in the order in which findings are shown. */
export const CHECKS: readonly Check[] = [
  owner,
  template,
  templateVersion,
  autostart,
  parameters,
  externalAuth,
  userAuth,
  provisioners,
  timeouts,
  provisionersShare,
  tokenExpiry,
  otherUsers,
];

/** What was found by checks that were not skipped, all at once. */
export function findProblems(inputs: CheckInputs): readonly PreflightFinding[] {
  return CHECKS.filter((check) => !(check.skippable && inputs.plan.skipPreflight.has(check.name))).flatMap(
    (check) => check.find(inputs).map((finding) => ({ check: check.name, ...finding })),
  );
}

/** The names of all checks that may be skipped. */
export const CHECK_NAMES: readonly string[] = CHECKS.filter((check) => check.skippable).map(
  (check) => check.name,
);

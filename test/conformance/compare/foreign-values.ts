import type { FreeValueRule } from './free-values.js';

/**
 * What follows from the templates and the size of a deployment: ours is made like the recorded one, somebody else's is
 * as it is. The description of the API still holds for these values.
 */
export const VALUES_OF_SOMEBODY_ELSES: readonly FreeValueRule[] = [
  {
    path: /\.resources$/,
    rule: 'a list of what the template makes',
    allows: (_, actual) => Array.isArray(actual),
    depth: 'all',
  },
  {
    path: /\.(health|build_time_stats)$/,
    rule: 'an object',
    allows: (_, actual) => typeof actual === 'object' && actual !== null,
    depth: 'all',
  },
  {
    path: /\.template_(allow_user_cancel_workspace_jobs|require_active_version|display_name|icon)$/,
    rule: 'a setting of the template',
    allows: (recorded, actual) => typeof actual === typeof recorded,
    depth: 'all',
  },
  {
    path: /\.matched_provisioners\.(count|available)$/,
    rule: 'a number of provisioners',
    allows: (_, actual) => typeof actual === 'number',
    depth: 'all',
  },
];

/**
 * The consecutive phases of one autostart, in the order in which they happen. All but `agent` and `startup`
 * are measured between timestamps of the server.
 *
 * | phase | from | to |
 * |---|---|---|
 * | `trigger` | scheduled minute | build created |
 * | `queue` | build created | job started by a provisioner |
 * | `build` | job started | job completed |
 * | `agent` | job completed | the last agent first connected |
 * | `startup` | the last agent connected | the last agent ready |
 */
export const PHASES = ['trigger', 'queue', 'build', 'agent', 'startup'] as const;
export type Phase = (typeof PHASES)[number];

/**
 * Until when a workspace whose build has succeeded is waited for; one without agents is usable at once.
 *
 * | word | usable when |
 * |---|---|
 * | `connected` | all agents of the build have connected |
 * | `ready` | all have finished their startup scripts, too |
 * | `none` | the build has succeeded |
 */
export const AGENT_WAITS = ['connected', 'ready', 'none'] as const;
export type AgentWait = (typeof AGENT_WAITS)[number];

/** The steps that make a workspace part of a storm, in order; a failure in one of them is a set-up failure. */
export const SETUP_STEPS = ['user', 'login', 'workspace', 'start', 'stop', 'barrier', 'schedule'] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];

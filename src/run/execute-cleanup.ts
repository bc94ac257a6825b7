import { randomText } from '../scaletest/names/index.js';
import { seededDraws } from '../stats/index.js';
import { ConfigError, PreflightError } from '../storm/index.js';
import type { CleanupCommandPlan, CleanupEnvironment, CleanupSession } from './cleanup-command.js';
import type { ExitCode } from './exit-code.js';
import { cleanUpJournaled } from './journaled-cleanup.js';
import { openTarget } from './open-target.js';
import { unlessUnusable } from './preflight/index.js';
import { cleanUpScaletest } from './scaletest-cleanup.js';

/**
 * Removes what earlier runs left on a deployment: what journals of this machine know, or what Coder's naming rules take
 * for a load test's.
 * @throws ConfigError when a run is unknown or nobody can be asked; PreflightError when the token is not an owner's.
 */
export async function executeCleanup(plan: CleanupCommandPlan, env: CleanupEnvironment): Promise<ExitCode> {
  if (plan.scaletest && plan.runId !== null) {
    throw new ConfigError([
      '--run and --scaletest exclude each other: one names a run, the other goes by the names of everything',
    ]);
  }
  const random = seededDraws(randomText(env.randomBytes, '0123456789abcdef', 32));
  const world = { ...env, random, userAgent: `nineam/${env.nineamVersion}` };
  const target = await unlessUnusable(openTarget(plan, world, env.interrupt));
  try {
    const session: CleanupSession = { plan, env, target, random };
    const ownId = await unlessUnusable(ownerId(session));
    return plan.scaletest ? await cleanUpScaletest(session, ownId) : await cleanUpJournaled(session);
  } finally {
    env.progress.end();
    await target.close();
  }
}

/** Whose token it is. @throws PreflightError for anybody but an owner. */
async function ownerId({ target, env }: CleanupSession): Promise<string> {
  const me = await target.client.users.me({ signal: env.interrupt });
  if (me.roles.includes('owner')) return me.id;
  throw new PreflightError([
    {
      check: 'owner',
      message: `the token belongs to ${me.username}, who is not an owner`,
      mend: 'log in as a user with the site role "owner": only an owner deletes users',
    },
  ]);
}

import type { RandomBytes } from '../scaletest/names/index.js';
import { randomText } from '../scaletest/names/index.js';
import { seededDraws } from '../stats/index.js';
import { PreflightError } from '../storm/index.js';
import type { Clock } from '../time/index.js';
import { durationText } from './announce.js';
import { type DoctorReport, doctorJson, doctorText, wouldRefuse } from './doctor-report.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { unfinishedRunIds } from './journaled-runs.js';
import { openTarget } from './open-target.js';
import {
  CHECKS,
  examine,
  type JudgedCheck,
  known,
  type PreflightPlan,
  unlessUnusable,
} from './preflight/index.js';

/** What a doctor may use of the outside world. */
export interface DoctorEnvironment {
  readonly realClock: Clock;
  readonly randomBytes: RandomBytes;
  /** Aborts when the person wants it to stop. */
  readonly interrupt: AbortSignal;
  readonly writeStdout: (text: string) => void;
  readonly nineamVersion: string;
}

/**
 * Looks at a deployment by every check of preflight, and says what each of them says. Creates and changes nothing.
 * @returns 3 where a run with this plan would be refused.
 */
export async function executeDoctor(
  plan: PreflightPlan,
  format: 'text' | 'json',
  env: DoctorEnvironment,
): Promise<ExitCode> {
  const report = await look(plan, env);
  env.writeStdout(format === 'json' ? doctorJson(report) : doctorText(report));
  return wouldRefuse(report) ? EXIT.preflight : EXIT.ok;
}

async function look(plan: PreflightPlan, env: DoctorEnvironment): Promise<DoctorReport> {
  let requests = 0;
  const random = seededDraws(randomText(env.randomBytes, '0123456789abcdef', 32));
  const world = {
    ...env,
    random,
    userAgent: `nineam/${env.nineamVersion}`,
    onRequest: () => {
      requests += 1;
    },
  };
  const url = plan.target.kind === 'remote' ? plan.target.url : 'the embedded deployment';
  try {
    const target = await unlessUnusable(openTarget(plan, world, env.interrupt));
    try {
      const unfinishedRuns =
        target.embedded === null ? await unfinishedRunIds(plan.stateDir, target.url) : known([]);
      const { facts, estimate, checks } = await unlessUnusable(
        examine(plan, { ...target, unfinishedRuns }, env.interrupt),
      );
      const duration = estimate === null ? null : durationText(plan, estimate, target.timeScale);
      const { serverVersion, me } = facts;
      const unnamed = unnamedFlags(plan);
      return { url, serverVersion, username: me.username, checks, unnamed, estimate, duration, requests };
    } finally {
      await target.close();
    }
  } catch (error) {
    if (!(error instanceof PreflightError)) throw error;
    const nothing = { serverVersion: null, username: null, unnamed: [], estimate: null, duration: null };
    return { url, ...nothing, checks: withoutLooking(error), requests };
  }
}

function unnamedFlags({ target, template, workspaceCount }: PreflightPlan): readonly string[] {
  return [
    ...(template === null && target.kind === 'remote' ? ['--template'] : []),
    ...(workspaceCount === null ? ['--workspace-count'] : []),
  ];
}

/** What is to be said when nothing usable answers. */
function withoutLooking({ findings }: PreflightError): readonly JudgedCheck[] {
  return CHECKS.map(({ name, rank }) => {
    const own = findings.filter(({ check }) => check === name);
    return {
      name,
      rank,
      result:
        own.length > 0
          ? { kind: 'found', findings: own }
          : { kind: 'not_asked', why: 'the deployment could not be looked at' },
    };
  });
}

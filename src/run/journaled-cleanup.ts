import { JournalError, type JournalWriter, RunLockedError } from '../journal/index.js';
import { ConfigError, counted, explanationOf } from '../storm/index.js';
import { cleanUpRun } from './cleanup.js';
import type { CleanupCommandPlan, CleanupSession } from './cleanup-command.js';
import { askToRemove, nobodyToAsk } from './cleanup-consent.js';
import { countInventory, type Inventory, takeInventory } from './cleanup-inventory.js';
import { checkLine, cleanUpFound, nothingLeft } from './cleanup-session.js';
import { refuseUnknownTemplate } from './cleanup-template.js';
import { combineExitCodes, EXIT, type ExitCode } from './exit-code.js';
import { type JournaledRun, listJournaledRuns, runNamed, runsOn, runsToWorkOn } from './journaled-runs.js';
import { removalRecord } from './removal-record.js';
import { settleAfter } from './settle-after.js';

/** A journaled run and what is left of it. */
interface FoundRun {
  readonly run: JournaledRun;
  readonly inventory: Inventory;
}

/**
 * Removes what journaled runs left on the deployment. Each run is found by its journal, what it made by name and mark.
 * A run that is still going is left alone.
 * @throws ConfigError when the run or template that is named is unknown, or the run still going, and when nobody can be asked.
 */
export async function cleanUpJournaled(session: CleanupSession): Promise<ExitCode> {
  const { plan, env } = session;
  const found: FoundRun[] = [];
  const { wanted, going } = await wantedRuns(session);
  if (wanted.length + going.length === 0 && plan.template !== null) {
    await refuseUnknownTemplate(plan.template, session);
    env.progress.say(
      `every run of template ${plan.template} on ${session.target.url} that is journaled under ${plan.stateDir} is recorded as clean, or there is none`,
    );
  }
  for (const run of wanted) {
    if (!plan.listOnly) await settle(run, session);
    const inventory = await takeInventory(session.target.client, run.head, env.interrupt);
    found.push({ run, inventory });
    env.writeStdout(`${describe({ run, inventory })}\n`);
  }
  const left = found.filter(({ inventory }) => inventory.users.length + inventory.workspaces.length > 0);
  if (left.length === 0) env.writeStdout(nothingLeft(going.length > 0));
  if (plan.listOnly) return EXIT.ok;
  for (const { run } of found.filter((one) => !left.includes(one))) await recordClean(run, session);
  if (left.length === 0) return EXIT.ok;
  const agreed = await askToRemove(session);
  if (agreed === null) throw nobodyToAsk();
  if (!agreed) return EXIT.cleanupIncomplete;
  const codes: ExitCode[] = [];
  for (const one of left) codes.push(await cleanUpOne(one, session));
  return combineExitCodes(codes);
}

/** Runs to clean up after, and those left alone since they are still going. */
interface WantedRuns {
  readonly wanted: readonly JournaledRun[];
  readonly going: readonly JournaledRun[];
}

async function wantedRuns({ plan, env, target }: CleanupSession): Promise<WantedRuns> {
  const { runId, stateDir } = plan;
  const pick = (all: readonly JournaledRun[]): readonly JournaledRun[] =>
    runId === null
      ? runsOn(all, target.url).filter((run) => isWanted(run, plan))
      : [runNamed(all, runId, { stateDir, url: target.url })];
  if (plan.listOnly) return { wanted: pick(await listJournaledRuns(stateDir, env)), going: [] };
  const runs = await runsToWorkOn(stateDir, env, pick);
  const going = runs.filter(({ locked }) => locked !== null);
  const [first] = going;
  if (runId !== null && first !== undefined) {
    throw new ConfigError([`${stillGoing(first)}; ${first.locked?.hint ?? ''}`]);
  }
  for (const run of going) env.progress.say(`left alone: ${stillGoing(run)}; ${run.locked?.hint ?? ''}`);
  return { wanted: runs.filter((run) => !going.includes(run)), going };
}

function isWanted({ head, closed }: JournaledRun, { template }: CleanupCommandPlan): boolean {
  return closed !== 'clean' && (template === null || head.templateName === template);
}

/** That a run is at work, and where. */
export function stillGoing({ head, locked }: JournaledRun): string {
  return `run ${head.runId} is still going: ${locked?.message ?? ''}`;
}

/** What was asked for and never answered, or by a process that was killed, may still be carried out. */
async function settle(run: JournaledRun, { target, env }: CleanupSession): Promise<void> {
  if (run.openIntents === 0 && run.closed !== null) return;
  await settleAfter(run.head, run.lastRecordAtMs, target.requestTimeoutMs, env);
}

function describe({ run: { head, locked }, inventory }: FoundRun): string {
  const { users, workspaces, schedules } = countInventory(inventory);
  return (
    `${head.runId}  ${head.createdAt}  ${head.count} of ${head.templateName}: ` +
    `${counted(users, 'user')}, ${counted(workspaces, 'workspace')}, ${counted(schedules, 'schedule')} are left${locked === null ? '' : '; it is still going'}`
  );
}

async function cleanUpOne({ run, inventory }: FoundRun, session: CleanupSession): Promise<ExitCode> {
  const { env } = session;
  const journal = await reopen(run, session);
  if (journal === null) return EXIT.cleanupIncomplete;
  const of = `of ${run.head.runId}`;
  let clean = false;
  try {
    const report = await cleanUpFound(session, inventory, of, (options, signal) =>
      cleanUpRun(
        { ...options, run: run.head, onRemoved: (removed) => journal.record(removalRecord(removed)) },
        signal,
      ),
    );
    if (report !== null) env.writeStdout(checkLine(report.check, of));
    clean = report !== null && report.leftovers.length === 0;
    return clean ? EXIT.ok : EXIT.cleanupIncomplete;
  } finally {
    await close(journal, clean ? 'clean' : 'open', session);
  }
}

async function recordClean(run: JournaledRun, session: CleanupSession): Promise<void> {
  if (run.closed === 'clean') return;
  const journal = await reopen(run, session);
  if (journal !== null) await close(journal, 'clean', session);
}

/**
 * `null` when another process has taken the run up since it was listed, or its journal cannot be continued: that is said,
 * and others are gone on with.
 */
async function reopen(
  { folder, head }: JournaledRun,
  { env }: CleanupSession,
): Promise<JournalWriter | null> {
  try {
    return await env.journals.reopen({ ...env, folder });
  } catch (error) {
    if (!(error instanceof RunLockedError || error instanceof JournalError)) throw error;
    env.progress.say(`left alone: run ${head.runId}: ${explanationOf(error)}`);
    return null;
  }
}

/** A journal that does not take its end loses nothing: the next cleanup lists the run, finds nothing, and records that. */
async function close(
  journal: JournalWriter,
  status: 'clean' | 'open',
  { env }: CleanupSession,
): Promise<void> {
  try {
    await journal.close(status);
  } catch (error) {
    env.progress.say(explanationOf(error));
  }
}

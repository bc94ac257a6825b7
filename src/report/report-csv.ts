import type { RunResult, RunResults } from '../scaletest/autostart/index.js';
import { endToEndLatencyMs, outcomePhase } from '../scaletest/autostart/index.js';
import { isUsable, quoteCsvField } from '../storm/index.js';

type Cell = string | number | boolean | null;

/**
 * Columns in their order, documented in docs/report-csv.md. The first eleven are those of a build row
 * (`storm/build-row.ts`), so that a report can be read wherever recorded builds can.
 */
const COLUMNS: Readonly<Record<string, (run: RunResult) => Cell>> = {
  workspace: (run) => run.workspaceName,
  build_number: ({ build }) => build?.number ?? null,
  transition: ({ build }) => build?.transition ?? null,
  reason: ({ build }) => build?.reason ?? null,
  created_at: ({ build }) => build?.createdAt.text ?? null,
  started_at: ({ build }) => build?.startedAt?.text ?? null,
  completed_at: ({ build }) => build?.completedAt?.text ?? null,
  job_status: ({ build }) => build?.jobStatus ?? null,
  worker_id: ({ build }) => build?.workerId ?? null,
  error: ({ build }) => build?.error ?? null,
  owner: ({ build }) => build?.ownerName ?? null,
  workspace_id: (run) => run.workspaceId,
  build_id: ({ build }) => build?.id ?? null,
  initiator: ({ build }) => build?.initiatorName ?? null,
  outcome: (run) => run.outcome.kind,
  usable: (run) => isUsable(run.outcome),
  phase: (run) => outcomePhase(run.outcome),
  miss_reason: ({ outcome }) => (outcome.kind === 'missed' ? outcome.reason : null),
  problem: (run) => run.error,
  scheduled_at: (run) => run.scheduledTime?.text ?? null,
  schedule_stored_at: (run) => run.configTime?.text ?? null,
  usable_at: (run) => run.usableTime?.text ?? null,
  trigger_ms: (run) => run.triggerMs,
  queue_ms: (run) => run.queueMs,
  build_ms: (run) => run.buildMs,
  agent_ms: (run) => run.agentMs,
  startup_ms: (run) => run.startupMs,
  total_ms: (run) => run.totalMs,
  end_to_end_ms: (run) => endToEndLatencyMs(run) ?? null,
  waited_ms: ({ outcome }) => (outcome.kind === 'timed_out' ? outcome.waitedMs : null),
  negative_queue_wait: (run) => run.negativeQueueWait,
  negative_agent_interval: (run) => run.negativeAgentInterval,
  reaped: (run) => run.reaped,
};

/** One line per workspace under a header, as RFC 4180 has it: lines end with CR LF, unknown is an empty cell. */
export function reportToCsv(results: RunResults): string {
  const cells = Object.values(COLUMNS);
  const rows = results.runs.map((run) => cells.map((cell) => field(cell(run))).join(','));
  return `${[Object.keys(COLUMNS).join(','), ...rows].join('\r\n')}\r\n`;
}

/**
 * Texts come from a server, where a spreadsheet would run one that begins like a formula; figures are ours, and may
 * begin with a minus.
 */
function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  return quoteCsvField(BEGINS_A_FORMULA.test(cell) ? `'${cell}` : cell);
}

const BEGINS_A_FORMULA = /^[=+\-@\t\r]/;

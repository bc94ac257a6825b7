import { counted } from '../storm/index.js';
import type { RunEstimate } from './estimate.js';
import type { CheckRank, CheckResult, JudgedCheck } from './preflight/index.js';

/** What `nineam doctor` has to say. */
export interface DoctorReport {
  readonly url: string;
  /** `null`: it does not answer, or is not Coder. */
  readonly serverVersion: string | null;
  readonly username: string | null;
  readonly checks: readonly JudgedCheck[];
  /** Flags that were not given and that a run needs: checks that depend on them are not judged. */
  readonly unnamed: readonly string[];
  /** `null` without a template or a number of workspaces. */
  readonly estimate: RunEstimate | null;
  /** How long a run is estimated to take, in words. */
  readonly duration: string | null;
  /** Requests that were sent, repeated ones included. */
  readonly requests: number;
}

type Standing = 'ok' | 'warning' | 'problem' | 'skipped' | 'cannot be told' | 'not judged';

/** What a check's result is called: what was found is as bad as the check's rank. */
function standing({ rank, result }: JudgedCheck): Standing {
  const names: Readonly<Record<Exclude<CheckResult['kind'], 'found'> | 'skipped', Standing>> = {
    ok: 'ok',
    skipped: 'skipped',
    unknown: 'cannot be told',
    not_asked: 'not judged',
  };
  return result.kind === 'found' ? FOUND[rank] : names[result.kind];
}

const FOUND: Readonly<Record<CheckRank, Standing>> = { refuses: 'problem', warns: 'warning' };

/** Whether a run with these flags would be refused. */
export function wouldRefuse({ checks }: DoctorReport): boolean {
  return checks.some((check) => standing(check) === 'problem');
}

const STANDING_WIDTH = 'cannot be told'.length;

/** The report for a person. */
export function doctorText(report: DoctorReport): string {
  const nameWidth = Math.max(...report.checks.map(({ name }) => name.length));
  const indent = ' '.repeat(STANDING_WIDTH + nameWidth + 4);
  const lines = report.checks.flatMap((check) => {
    const begin = `${standing(check).padEnd(STANDING_WIDTH)}  ${check.name.padEnd(nameWidth)}  `;
    return resultLines(check.result).map((line, place) => `${place === 0 ? begin : indent}${line}`);
  });
  const title =
    report.serverVersion === null
      ? `${report.url}: no Coder deployment could be looked at`
      : `${report.url}: Coder ${report.serverVersion}, looked at as ${report.username ?? 'nobody'}`;
  return [
    title,
    '',
    ...lines,
    '',
    ...(report.duration === null ? [] : [`A run ${report.duration}.`]),
    verdict(report),
    `${report.requests} requests were sent. They only read: nothing was created or changed.`,
    '',
  ].join('\n');
}

function resultLines(result: JudgedCheck['result']): readonly string[] {
  switch (result.kind) {
    case 'ok':
      return [result.seen];
    case 'found':
      return result.findings.flatMap(({ message, mend }) => [message, `→ ${mend}`]);
    case 'unknown':
    case 'not_asked':
      return [result.why];
    case 'skipped':
      return ['left out by --skip-preflight'];
    default:
      return result satisfies never;
  }
}

function verdict(report: DoctorReport): string {
  const count = (wanted: Standing): number =>
    report.checks.filter((check) => standing(check) === wanted).length;
  const told = [[count('problem'), 'problem'] as const, [count('warning'), 'warning'] as const]
    .filter(([number]) => number > 0)
    .map(([number, thing]) => counted(number, thing))
    .join(' and ');
  const refused = `${told}: a run would be refused (exit code 3).`;
  if (report.unnamed.length > 0) {
    const found = told === '' ? 'Nothing found so far' : `${told} found so far`;
    return (
      `${wouldRefuse(report) ? refused : `${found}.`} ${count('not judged')} of ${report.checks.length} checks were ` +
      `not judged: add ${report.unnamed.join(' and ')} to judge them.`
    );
  }
  const untold = count('cannot be told') + count('not judged');
  const rest =
    untold === 0 ? '' : ` ${untold} of ${report.checks.length} checks were not judged, or could not be told.`;
  return wouldRefuse(report)
    ? `${refused}${rest}`
    : `${told === '' ? 'No problem' : `${told}, no problem`}: a run would begin.${rest}`;
}

/** The report for programs. */
export function doctorJson(report: DoctorReport): string {
  const { estimate } = report;
  const value = {
    url: report.url,
    server_version: report.serverVersion,
    username: report.username,
    would_refuse: wouldRefuse(report),
    checks: report.checks.map((check) => ({
      name: check.name,
      rank: check.rank,
      standing: standing(check).replaceAll(' ', '_'),
      ...(check.result.kind === 'found'
        ? { findings: check.result.findings }
        : { text: resultLines(check.result).join(' ') }),
    })),
    estimate:
      estimate === null
        ? null
        : {
            setup_ms: estimate.setupMs,
            storm_ms: estimate.stormMs,
            agents_ms: estimate.agentMs,
            cleanup_ms: estimate.cleanupMs,
            requests: estimate.requests,
          },
    requests_sent: report.requests,
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

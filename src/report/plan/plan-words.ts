import { duration, percent } from '../../analysis/index.js';
import type { Band, MorningPrediction } from '../../plan/index.js';
import { counted } from '../../storm/index.js';
import { formatDurationMs, localDateText, localTimeText } from '../../time/index.js';
import { BAND_NEEDS } from './band-mornings.js';
import type { PlanBasis, PlanMetric } from './plan-report.js';

/** What a band is, as every format for people says it. */
export function bandMeaning(replications: number): string {
  if (replications === 1) {
    return 'Each figure is of the one morning that was simulated; how it varies more --replications tell.';
  }
  const edges =
    replications < BAND_NEEDS
      ? `the least and the greatest of them, as ${replications} are too few for more`
      : 'the 5th and the 95th percentile of them';
  return `Each figure is the median of all simulated mornings; with it, in brackets or as "5 % to 95 %", how it varies: ${edges}.`;
}

/** A time of milliseconds for people; `not reached` for Infinity. */
export function msText(ms: number): string {
  return Number.isFinite(ms) ? duration(ms * 1000) : 'not reached';
}

/** The same of microseconds. */
export function usText(us: number): string {
  return msText(us / 1000);
}

/** `5m2.1s [4m58s, 5m9s]`; alone where there is nothing between. */
export function bandText(
  band: Pick<Band, 'low' | 'median' | 'high'> | null,
  text: (value: number) => string,
): string {
  if (band === null) return 'none';
  const [low, median, high] = [text(band.low), text(band.median), text(band.high)];
  return low === median && median === high ? median : `${median} [${low}, ${high}]`;
}

/** A predicted latency with its band: `ready_after_first_p95 4m2s [3m58s, 4m6s]`. */
export function predictedLatencyText(metric: PlanMetric, band: Band): string {
  return `${metricName(metric)} ${bandText(band, msText)}`;
}

/** `ready_worst_p95`, as thresholds spell it. */
export function metricName({ latency, percentile }: PlanMetric): string {
  return `${latency}_${percentile}`;
}

/** `+3.2 %`; what rounds to nothing has the sign of nothing. */
export function errorText(error: number | null): string {
  if (error === null) return 'unknown';
  const text = (Math.abs(error) * 100).toFixed(1);
  return `${error < 0 && text !== '0.0' ? '-' : '+'}${text} %`;
}

/** `99.9 %`. */
export function percentOf(share: number): string {
  return `${Number((share * 100).toFixed(3))} %`;
}

/** `ready_worst_p95<5m in 95 % of mornings`. */
export function targetsText({
  confidence,
  targets,
}: {
  readonly confidence: number;
  readonly targets: readonly { readonly text: string }[];
}): string {
  return `${targets.map(({ text }) => text).join(' and ')} in ${percentOf(confidence)} of mornings`;
}

/** `held in 97 of 100, 95 % interval 91 % to 99 %`. */
export function metText({
  lower,
  met,
  replications,
  upper,
}: {
  readonly lower: number;
  readonly met: number;
  readonly replications: number;
  readonly upper: number;
}): string {
  return `held in ${met} of ${replications}, 95 % interval ${percent(lower)} to ${percent(upper)}`;
}

/** `3000 workspaces due at 09:00 of any day (UTC)`. */
export function dueText({ due, workspaces }: Pick<PlanBasis, 'due' | 'workspaces'>): string {
  return `${workspaces === null ? 'workspaces' : counted(workspaces, 'workspace')} due ${due}`;
}

/** `1h`, `20m`, `1h30m`: a duration in Go's style without its zeros behind. */
export function keptText(hours: number): string {
  return formatDurationMs(hours * 3_600_000)
    .replace(/(?<=[hm])0s$/, '')
    .replace(/(?<=h)0m$/, '');
}

/** `2026-11-24`, in the zone. */
export function localDate(us: number, timeZone: string): string {
  return localDateText(Math.floor(us / 1000), timeZone);
}

/** `the morning of 2026-11-24 (Europe/Berlin)`; `morning 2` where a plan is of any days. */
export function morningName(
  { firstDueUs }: MorningPrediction,
  index: number,
  { isAnyDay, timeZone }: Pick<PlanBasis, 'isAnyDay' | 'timeZone'>,
): string {
  return isAnyDay
    ? `morning ${index + 1}`
    : `the morning of ${localDate(firstDueUs, timeZone)} (${timeZone})`;
}

/** `09:00`, in the zone. */
export function localTimeOfDay(us: number, timeZone: string): string {
  const text = localTimeText(Math.floor(us / 1000), timeZone);
  return text.slice('yyyy-mm-ddT'.length, 'yyyy-mm-ddThh:mm'.length);
}

/** `a`, `a and b`, `a, b and c`. */
export function wordList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Words as a whole sentence. */
export function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}

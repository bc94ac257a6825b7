/**
 * Question: how long does each output of 10,000 and of 100,000 workspaces take to render?
 *
 * No goal but that none grows faster than the workspaces, which a greater ratio for 100,000 would show. The reference
 * is `JSON.stringify` of the rows as they are in memory. Rounds alternate their order.
 */
import { OUTPUT_FORMATS, type OutputFormat, type Report, renderOutput } from '../../src/report/index.js';
import { stormReport } from './storm-report.js';

const SIZES = [10_000, 100_000] as const;
const ROUNDS = 5;
const FORMATS = Object.keys(OUTPUT_FORMATS) as OutputFormat[];

/** What must be in an output for its work to count. */
const CHECKS: Partial<Record<OutputFormat, (text: string, count: number) => boolean>> = {
  json: (text, count) => occurrences(text, '"workspace_name"') === count,
  'harness-json': (text, count) => occurrences(text, '"workspace_name"') === count,
  csv: (text, count) => occurrences(text, '\r\n') === count + 1,
  junit: (text, count) => occurrences(text, '<testcase ') === count / 50 + 2,
  hlog: (text) => occurrences(text, 'Tag=total,') === 1,
  html: (text, count) => text.includes(`${count.toLocaleString('en')} workspaces`),
};

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

function timed(work: () => string): { readonly ms: number; readonly text: string } {
  const began = performance.now();
  const text = work();
  return { ms: performance.now() - began, text };
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function measure(format: OutputFormat, report: Report, count: number): void {
  const render = () => renderOutput(format, report);
  const reference = () => JSON.stringify(report.results.runs);
  const { text } = timed(render);
  timed(reference);
  const isWhole = CHECKS[format] ?? ((whole: string) => whole.includes(`${count} workspaces`));
  if (!isWhole(text, count)) throw new Error(`${format} of ${count} workspaces is not whole`);
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const first = round % 2 === 0 ? timed(reference).ms : null;
    const own = timed(render).ms;
    return { own, reference: first ?? timed(reference).ms };
  });
  const ratios = rounds.map((round) => round.own / round.reference);
  const ms = median(rounds.map((round) => round.own));
  const megabytes = Buffer.byteLength(text) / 1e6;
  console.log(
    `${format.padEnd(12)} ${String(count).padStart(7)}: ${ms.toFixed(0).padStart(5)} ms, ${megabytes.toFixed(2).padStart(6)} MB, ` +
      `${median(ratios).toFixed(2).padStart(5)} times the reference (${ratios.map((ratio) => ratio.toFixed(2)).join(' ')})`,
  );
}

for (const count of SIZES) {
  const report = stormReport(count);
  for (const format of FORMATS) measure(format, report, count);
}

import type { RunResult } from '../scaletest/autostart/index.js';
import { outcomePhase } from '../scaletest/autostart/index.js';
import { isDue } from '../storm/index.js';
import type { ThresholdVerdict } from '../thresholds/index.js';
import { environmentLines } from './environment-lines.js';
import { headline, stoppedText, verdictOf } from './headline.js';
import type { Report } from './report.js';
import { cutText, plainLine } from './words.js';
import { notUsable, slowest } from './workspaces.js';

const MESSAGE_LENGTH = 200;

/** How a case ended, where it did not pass. An error is what could not even be judged. */
interface Problem {
  readonly kind: 'failure' | 'error';
  readonly type: string;
  readonly message: string;
  readonly text: string;
}

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly ms: number;
  readonly problem: Problem | null;
}

/**
 * JUnit XML: a suite of thresholds with a case for each, and a suite of workspaces with a case for the usable ones in
 * sum and one for each other. Well-formed whatever a server says; times are in seconds.
 */
export function reportToJunit(report: Report): string {
  const thresholds = report.thresholds.map(thresholdCase);
  const workspaces = [usableCase(report), ...notUsable(report.results).map(workspaceCase)];
  const suites = [['thresholds', thresholds] as const, ['workspaces', workspaces] as const].filter(
    ([, cases]) => cases.length > 0,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'nineam', ...totals([...thresholds, ...workspaces]) })}>`,
    ...suites.flatMap(([name, cases]) => suite(name, cases, report)),
    '</testsuites>',
    '',
  ].join('\n');
}

function thresholdCase({ text, status, measuredText }: ThresholdVerdict): Case {
  const problem = (kind: Problem['kind'], verdict: string): Problem => ({
    kind,
    type: status,
    message: `${verdict}: ${measuredText}`,
    text: `${text}\n${verdict}: ${measuredText}`,
  });
  return {
    suite: 'thresholds',
    name: text,
    ms: 0,
    problem:
      status === 'passed'
        ? null
        : status === 'crossed'
          ? problem('failure', 'crossed')
          : problem('error', 'not evaluated'),
  };
}

/** The usable ones in sum; a run without any is no pass. Lasts as long as the slowest. */
function usableCase(report: Report): Case {
  const { results } = report;
  const usable = results.successfulRuns;
  const stopped = stoppedText(report);
  const text = [...headline(results), ...(stopped === null ? [] : [stopped]), verdictOf(report).text].join(
    '\n',
  );
  return {
    suite: 'workspaces',
    name: `${usable} of ${results.totalRuns} workspaces became usable`,
    ms: slowest(results, 1)[0]?.totalMs ?? 0,
    problem:
      usable > 0 ? null : { kind: 'error', type: 'none_usable', message: 'no workspace became usable', text },
  };
}

function workspaceCase(run: RunResult): Case {
  const { outcome, error, build } = run;
  const details = [
    error ?? '',
    `outcome: ${outcome.kind}`,
    `phase: ${outcomePhase(outcome) ?? 'none'}`,
    `workspace: ${run.workspaceId ?? 'not created'}`,
    ...(build === null ? [] : [`build: ${build.number}, ${build.reason}, job ${build.jobStatus}`]),
  ];
  return {
    suite: `workspaces.${outcome.kind}`,
    name: run.workspaceName,
    ms: outcome.kind === 'timed_out' ? outcome.waitedMs : 0,
    problem: {
      kind: isDue(outcome) ? 'failure' : 'error',
      type: outcome.kind,
      message: error ?? outcome.kind,
      text: details.join('\n'),
    },
  };
}

function suite(name: string, cases: readonly Case[], { environment }: Report): readonly string[] {
  const properties = environmentLines(environment).map(
    ([key, value]) => `      <property${attributes({ name: key, value: plainLine(value) })}/>`,
  );
  return [
    `  <testsuite${attributes({
      name,
      ...totals(cases),
      skipped: '0',
      timestamp: environment.startedAt.slice(0, 19),
      hostname: environment.urlHost,
    })}>`,
    '    <properties>',
    ...properties,
    '    </properties>',
    ...cases.map(testCase),
    '  </testsuite>',
  ];
}

function totals(cases: readonly Case[]): Readonly<Record<string, string>> {
  const count = (kind: Problem['kind']): string =>
    String(cases.filter(({ problem }) => problem?.kind === kind).length);
  const longest = cases.reduce((most, { ms }) => Math.max(most, ms), 0);
  return {
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    time: seconds(longest),
  };
}

function testCase({ suite: classname, name, ms, problem }: Case): string {
  const open = `    <testcase${attributes({ classname: `nineam.${classname}`, name, time: seconds(ms) })}`;
  if (problem === null) return `${open}/>`;
  const { kind, type, message, text } = problem;
  const shown = cutText(plainLine(message), MESSAGE_LENGTH);
  return `${open}>\n      <${kind}${attributes({ type, message: shown })}>${escapeXml(text)}</${kind}>\n    </testcase>`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(6);
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(
      ([name, value]) =>
        ` ${name}="${escapeXml(value).replace(/[\t\n]/g, (blank) => `&#${blank.charCodeAt(0)};`)}"`,
    )
    .join('');
}

/** Text for XML 1.0: what a document cannot hold, escaped or not, becomes the replacement character. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replace(/[&<>"'\r]/g, (character) => XML_ENTITIES[character] ?? character);
}

const XML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
};

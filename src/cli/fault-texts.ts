import { FAULT_KIND_LIST, FAULT_KINDS, OCCURRENCE_SETTINGS } from '../embedded/faults/index.js';
import type { EmbeddedDeployment, FaultFiring } from '../embedded/index.js';
import { helpItems } from './help-format.js';

/** The kinds of faults with their settings, for `serve --help` in a terminal of so many columns. */
export function faultHelp(width: number): string {
  const items = Object.values(FAULT_KINDS).map(({ name, summary, settings }) => {
    const forms = settings.map(({ form }) => form).join(', ');
    return [name, forms === '' ? summary : `${summary}\n${forms}`] as const;
  });
  const everywhere = OCCURRENCE_SETTINGS.map(({ form }) => form).join(', ');
  return `
Faults (--fault kind[:name=value,…]):
${helpItems(items, width)}
  Every kind also takes
  ${everywhere}:
  the probability at each opportunity, how many are let pass first, how often it
  fires at most, and its time since the start on the deployment's clock.
`;
}

/** Firings that are told one by one at the end. */
const TOLD = 20;

/** What went wrong on purpose, for the end of `serve`; no lines when nothing did. */
export function faultReport(deployment: Pick<EmbeddedDeployment, 'faultsFired' | 'faultFirings'>): string[] {
  const { faultsFired } = deployment;
  const counts = FAULT_KIND_LIST.filter((kind) => faultsFired[kind] > 0).map(
    (kind) => `fault ${FAULT_KINDS[kind].name}: fired ${times(faultsFired[kind])}`,
  );
  const { latest, forgotten } = deployment.faultFirings;
  const told = latest.slice(-TOLD);
  const untold = forgotten + latest.length - told.length;
  return [
    ...counts,
    ...(untold === 0 ? [] : [`  … ${untold} earlier; --fault-log <file> keeps them all`]),
    ...told.map((firing) => `  ${firingLine(firing)}`),
  ];
}

function times(count: number): string {
  return count === 1 ? '1 time' : `${count} times`;
}

function firingLine({ atMs, rule, subject }: FaultFiring): string {
  return `${new Date(atMs).toISOString()} ${rule}: ${subjectText(subject)}`;
}

function subjectText(subject: FaultFiring['subject']): string {
  switch (subject.kind) {
    case 'request':
      return `${subject.method} ${subject.path}`;
    case 'update':
      return `${subject.jobStatus} of build ${subject.buildNumber} of ${subject.workspaceName}`;
    case 'socket':
      return `socket ${subject.path} after ${subject.messages} messages`;
    case 'server':
      return 'the server';
    default:
      return subject satisfies never;
  }
}

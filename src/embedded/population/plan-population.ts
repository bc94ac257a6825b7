import { canRun, type StormModelParameters } from '../../model/index.js';
import { ConfigError } from '../../storm/index.js';
import type { TimeZones } from '../../time/index.js';
import { importedPast } from './imported-past.js';
import { bothPasts, noPast, type Past } from './past.js';
import type { ImportedWorkspace } from './schedule-import.js';
import { type PastContext, type SeededPopulation, seededPast } from './seeded-past.js';

/** What a deployment holds before it listens. */
export interface PopulationOptions {
  /** People and workspaces that are made up. */
  readonly seeded?: SeededPopulation;
  /** Workspaces that are given, as `readScheduleImport` reads them. */
  readonly imported?: readonly ImportedWorkspace[];
}

/** Most users, and most workspaces, that are made up. */
export const MAX_SEEDED = 100_000;

/** What a population is planned for. */
export interface PopulationSite {
  readonly parameters: StormModelParameters;
  readonly templateNames: readonly string[];
  /** When the deployment listens, in microseconds since the epoch. */
  readonly untilUs: number;
  readonly timeZones: TimeZones;
  /** User names that are given already. */
  readonly takenNames: readonly string[];
}

/**
 * Plans the past of a deployment.
 * @throws ConfigError with every problem at once.
 */
export function planPopulation(options: PopulationOptions | undefined, site: PopulationSite): Past {
  const { seeded = { users: 0, workspaces: 0, schedules: false }, imported = [] } = options ?? {};
  if (seeded.users === 0 && seeded.workspaces === 0 && imported.length === 0) return noPast(site.untilUs);
  const { parameters, templateNames, untilUs, timeZones } = site;
  const importedOwners = imported.map((row) => row.owner.toLowerCase());
  const context: PastContext = {
    parameters,
    untilUs,
    timeZones,
    templates: runnableTemplates(parameters),
    takenNames: [...site.takenNames.map((name) => name.toLowerCase()), ...importedOwners],
  };
  const indexOf = new Map(templateNames.map((name, index) => [name.toLowerCase(), index]));
  const problems = [
    ...seededProblems(seeded),
    ...importProblems(imported, indexOf, context.templates),
    ...workProblems(seeded.workspaces + imported.length, context),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  const made = seededPast(seeded, context);
  if (imported.length === 0) return made;
  const given = importedPast(imported, context, (name) => indexOf.get(name?.toLowerCase() ?? '') ?? 0);
  return bothPasts(made, given);
}

/** Templates whose builds are ever run. */
function runnableTemplates({ provisioners, taggedProvisioners, templates }: StormModelParameters): number[] {
  const tagSets = [
    ...(provisioners > 0 ? [{}] : []),
    ...taggedProvisioners.filter(({ count }) => count > 0).map(({ tags }) => tags),
  ];
  return templates.flatMap(({ tags }, index) => (tagSets.some((set) => canRun(set, tags)) ? [index] : []));
}

function seededProblems({ users, workspaces }: SeededPopulation): string[] {
  const problems: string[] = [];
  for (const [name, count] of Object.entries({ users, workspaces })) {
    if (!Number.isInteger(count) || count < 0 || count > MAX_SEEDED)
      problems.push(`population: ${name}: must be a whole number from 0 to ${MAX_SEEDED}; got ${count}`);
  }
  if (workspaces > 0 && users === 0) problems.push('population: workspaces need users to own them');
  return problems;
}

function importProblems(
  imported: readonly ImportedWorkspace[],
  indexOf: ReadonlyMap<string, number>,
  runnable: readonly number[],
): string[] {
  return imported.flatMap(({ line, template }) => {
    const index = template === null ? 0 : indexOf.get(template.toLowerCase());
    if (index === undefined)
      return [`import: line ${line}: template: there is no template ${JSON.stringify(template)}`];
    if (!runnable.includes(index) && runnable.length > 0)
      return [`import: line ${line}: template: no provisioner has the tags of ${JSON.stringify(template)}`];
    return [];
  });
}

function workProblems(workspaces: number, { templates, parameters }: PastContext): string[] {
  if (workspaces === 0 || (templates.length > 0 && parameters.provisioners > 0)) return [];
  return ['population: without provisioners nothing was ever built; there must be some'];
}

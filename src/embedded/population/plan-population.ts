import type { StormModelParameters } from '../../model/index.js';
import { ConfigError } from '../../storm/index.js';
import type { TimeZones } from '../../time/index.js';
import type { EmbeddedTemplate } from '../embedded-template.js';
import { emailProblems, indexByName, ownerProblems, templateProblems } from './import-problems.js';
import { importedPast } from './imported-past.js';
import { bothPasts, noPast, type Past, type PastUser } from './past.js';
import type { ImportedWorkspace } from './schedule-import.js';
import { type PastContext, type SeededPopulation, seededPast } from './seeded-past.js';
import { obstacleOf } from './usable-templates.js';

/** What a deployment holds before it listens. */
export interface PopulationOptions {
  /** People and workspaces that are made up. */
  readonly seeded?: SeededPopulation;
  /** Workspaces that are given, as `readScheduleImport` reads them. */
  readonly imported?: readonly ImportedWorkspace[];
}

/** Most users, and most workspaces, that are made up. */
export const MAX_SEEDED = 100_000;

const NOBODY: SeededPopulation = { users: 0, workspaces: 0, schedules: false };

/** What a population is planned for. */
export interface PopulationSite {
  readonly parameters: StormModelParameters;
  readonly templates: readonly EmbeddedTemplate[];
  /** When the deployment listens, in microseconds since the epoch. */
  readonly untilUs: number;
  readonly timeZones: TimeZones;
  /** The first user, who is there already. */
  readonly owner: Pick<PastUser, 'username' | 'email'>;
}

/**
 * Plans the past of a deployment.
 * @throws ConfigError with every problem at once.
 */
export function planPopulation(options: PopulationOptions | undefined, site: PopulationSite): Past {
  const { seeded = NOBODY, imported = [] } = options ?? {};
  if (seeded.users === 0 && seeded.workspaces === 0 && imported.length === 0) return noPast(site.untilUs);
  const { parameters, templates, untilUs, timeZones } = site;
  const importedOwners = imported.map((row) => row.owner.toLowerCase());
  const context: PastContext = {
    parameters,
    untilUs,
    timeZones,
    templates: templates.flatMap((template, index) =>
      obstacleOf(template, index, parameters) === null ? [index] : [],
    ),
    takenNames: [site.owner.username.toLowerCase(), ...importedOwners],
  };
  const problems = [
    ...seededProblems(seeded, timeZones),
    ...workProblems(seeded.workspaces, imported.length, context),
    ...(parameters.provisioners > 0 ? templateProblems(imported, site) : []),
    ...ownerProblems(imported, site.owner),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  const made = seededPast(seeded, context);
  const takenEmails = emailProblems(imported, made.users);
  if (takenEmails.length > 0) throw new ConfigError(takenEmails);
  if (imported.length === 0) return made;
  const indexOf = indexByName(templates);
  const given = importedPast(imported, context, (name) => indexOf.get(name?.toLowerCase() ?? '') ?? 0);
  return bothPasts(made, given);
}

function seededProblems({ users, workspaces, timeZone }: SeededPopulation, timeZones: TimeZones): string[] {
  const problems: string[] = [];
  if (timeZone !== undefined && timeZones.find(timeZone) === undefined)
    problems.push(`population: timeZone: must be an IANA time zone; got '${timeZone}'`);
  for (const [name, count] of Object.entries({ users, workspaces })) {
    if (!Number.isInteger(count) || count < 0 || count > MAX_SEEDED)
      problems.push(`population: ${name}: must be a whole number from 0 to ${MAX_SEEDED}; got ${count}`);
  }
  if (workspaces > 0 && users === 0) problems.push('population: workspaces need users to own them');
  return problems;
}

function workProblems(seeded: number, imported: number, { templates, parameters }: PastContext): string[] {
  if (seeded + imported === 0) return [];
  if (parameters.provisioners === 0)
    return ['population: without untagged provisioners nothing was ever built; there must be some'];
  return seeded > 0 && templates.length === 0
    ? ['population: there is no template that a workspace can be made of without being asked anything']
    : [];
}

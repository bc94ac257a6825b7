import type { StormModelParameters } from '../../model/index.js';
import type { EmbeddedTemplate } from '../embedded-template.js';
import type { PastUser } from './past.js';
import type { ImportedWorkspace } from './schedule-import.js';
import { obstacleOf } from './usable-templates.js';

/** Workspaces whose template is not there, or cannot be used. */
export function templateProblems(
  imported: readonly ImportedWorkspace[],
  {
    parameters,
    templates,
  }: {
    readonly parameters: StormModelParameters;
    readonly templates: readonly EmbeddedTemplate[];
  },
): string[] {
  const indexOf = indexByName(templates);
  const obstacles = templates.map((template, index) => obstacleOf(template, index, parameters));
  return imported.flatMap(({ line, schedule, template: name }) => {
    const index = name === null ? 0 : indexOf.get(name.toLowerCase());
    const template = templates[index ?? -1];
    if (index === undefined || template === undefined)
      return [`import: line ${line}: template: there is no template ${JSON.stringify(name)}`];
    const obstacle = obstacles[index] ?? null;
    if (obstacle !== null)
      return [`import: line ${line}: template: ${JSON.stringify(template.name)} ${obstacle}`];
    return schedule === null || template.allowUserAutostart !== false
      ? []
      : [`import: line ${line}: schedule: ${JSON.stringify(template.name)} allows no autostart`];
  });
}

/** What a file says of the deployment's first user that is not so, and addresses that are this user's. */
export function ownerProblems(
  imported: readonly ImportedWorkspace[],
  first: Pick<PastUser, 'username' | 'email'>,
): string[] {
  const name = first.username.toLowerCase();
  return [
    ...imported.flatMap(({ line, owner, ownerStatus }) =>
      owner.toLowerCase() === name && ownerStatus !== 'active'
        ? [
            `import: line ${line}: owner_status: ${owner} is the first user, who is active, not ${ownerStatus}`,
          ]
        : [],
    ),
    ...emailProblems(imported, [first]),
  ];
}

/** Addresses of a file that other people have already. */
export function emailProblems(
  imported: readonly ImportedWorkspace[],
  people: readonly Pick<PastUser, 'username' | 'email'>[],
): string[] {
  const holders = new Map(people.map(({ email, username }) => [email.toLowerCase(), username]));
  return imported.flatMap(({ line, owner, email }) => {
    const holder = email === null ? undefined : holders.get(email.toLowerCase());
    return holder === undefined || holder.toLowerCase() === owner.toLowerCase()
      ? []
      : [`import: line ${line}: email: ${JSON.stringify(email)} is the address of ${holder} already`];
  });
}

/** Places of templates by their names in lower case. */
export function indexByName(templates: readonly EmbeddedTemplate[]): ReadonlyMap<string, number> {
  return new Map(templates.map((template, index) => [template.name.toLowerCase(), index]));
}

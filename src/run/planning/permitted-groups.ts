import { canRun, type ModelTemplate, type ProvisionerTags } from '../../model/index.js';
import { firstOfDayMs } from '../../plan/index.js';
import { ConfigError, counted } from '../../storm/index.js';
import { type NamedGroup, planDays, restrictedTo } from './due-groups.js';
import { tagWords } from './input-lines.js';
import type { WhoIsDue } from './plan-request.js';

/**
 * The groups whose templates let them start by schedule on the days of a plan.
 * @param models - The plan's templates.
 * @returns With who was left out, each a whole sentence.
 * @throws ConfigError if nobody is left.
 */
export function permittedGroups(
  groups: readonly NamedGroup[],
  models: readonly ModelTemplate[],
  who: WhoIsDue,
): { readonly groups: readonly NamedGroup[]; readonly notes: readonly string[] } {
  const planned = planDays(who);
  const notes: string[] = [];
  const permitted = groups.flatMap((group) => {
    const model = models[group.template];
    if (model === undefined || (model.allowUserAutostart && model.autostartDays.every(Boolean))) return group;
    const whom = `${counted(group.count, 'workspace')} of template ${group.templateName}`;
    const verb = group.count === 1 ? 'is' : 'are';
    if (!model.allowUserAutostart) {
      notes.push(`${whom} ${verb} left out: the template forbids autostart.`);
      return [];
    }
    // A template's days begin with Monday, those of a schedule with Sunday.
    const days = model.autostartDays;
    const restricted = restrictedTo(group, [days[6] ?? true, ...days.slice(0, 6)]);
    if (planned.some((day) => firstOfDayMs(restricted.schedule, day) !== null)) return restricted;
    notes.push(`${whom} ${verb} left out: the template starts nobody by schedule then.`);
    return [];
  });
  if (permitted.length === 0) throw new ConfigError([`--template-file: nobody is due; ${notes.join(' ')}`]);
  return { groups: permitted, notes };
}

/** Templates of groups that none of the provisioners may run, in words for people. */
export function unrunnableProblems(
  groups: readonly NamedGroup[],
  models: readonly ModelTemplate[],
  provisioners: readonly ProvisionerTags[],
): readonly string[] {
  const found = groups.flatMap(({ template, templateName }) => {
    const tags = models[template]?.tags ?? {};
    if (provisioners.some((of) => canRun(of, tags))) return [];
    const asked = tagWords(tags);
    return [
      asked === ''
        ? `--provisioners: no provisioner may run template ${templateName}, which has no tags: those with tags take only jobs that ask for them; e.g. --provisioners 20`
        : `--tagged-provisioners: no provisioner may run template ${templateName}, which asks for ${asked}; ` +
          `add some, e.g. --tagged-provisioners 5:${asked.replaceAll(', ', ',')}`,
    ];
  });
  return [...new Set(found)];
}

/** Provisioners that can run nothing of what is due, in words for people: a tag that is spelled otherwise. */
export function uselessProblems(
  groups: readonly NamedGroup[],
  models: readonly ModelTemplate[],
  provisioners: readonly { readonly tags: ProvisionerTags }[],
): readonly string[] {
  const asked = groups.map(({ template }) => models[template]?.tags ?? {});
  return provisioners.flatMap(({ tags }) =>
    asked.some((of) => canRun(tags, of))
      ? []
      : [`--tagged-provisioners: those with ${tagWords(tags)} may run no template of those who are due`],
  );
}

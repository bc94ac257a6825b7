import type { TemplatePreset, TemplateVersionParameter } from '../../codersdk/index.js';
import { counted } from '../../storm/index.js';
import { type Check, found, notAsked, ok, onTarget, unknown } from './check.js';
import { minutes } from './words.js';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** There is exactly one template of that name, and it may be used. */
export const template: Check = {
  name: 'template',
  rank: 'refuses',
  skippable: false,
  judge({ plan, facts }) {
    if (!facts.templateAsked) return notAsked('needs a template: add --template (-t)');
    const wanted = plan.template ?? 'any';
    const names = facts.templates.map((one) => `${one.organizationName}/${one.name}`);
    if (names.length > 1) {
      const mend = `name one with --org: ${facts.templates.map((one) => one.organizationName).join(' or ')}`;
      return found(
        [{ message: `template ${wanted} (--template) exists more than once: ${names.join(', ')}`, mend }],
        '',
      );
    }
    const [only] = facts.templates;
    if (only === undefined) {
      const place = plan.organization === null ? '' : ` in organization ${plan.organization} (--org)`;
      return found(
        [
          {
            message: `there is no template ${wanted} (--template)${place}`,
            mend: 'take a name from `coder templates list`',
          },
        ],
        '',
      );
    }
    return found(
      only.deprecated
        ? [{ message: `template ${only.name} is deprecated`, mend: 'choose another with --template' }]
        : [],
      `${only.organizationName}/${only.name}`,
    );
  },
};

/** Its active version was imported. */
export const templateVersion: Check = {
  name: 'template-version',
  rank: 'refuses',
  skippable: false,
  judge: onTarget((target) =>
    found(
      target.version.jobStatus === 'succeeded'
        ? []
        : [
            {
              message: `the active version of template ${target.template.name} was not imported: ${target.version.jobStatus}`,
              mend: 'wait for its import, or push a version that succeeds',
            },
          ],
      `its active version ${target.version.name} was imported`,
    ),
  ),
};

/** It lets workspaces start by schedule, on that weekday. */
export const autostart: Check = {
  name: 'autostart',
  rank: 'refuses',
  skippable: true,
  judge: onTarget((target, { nowMs, plan, estimate }) => {
    const { name, allowUserAutostart, autostartDaysOfWeek } = target.template;
    if (!allowUserAutostart) {
      const mend = 'allow it in the template settings, or choose another template with --template';
      return found([{ message: `template ${name} does not let users schedule a start`, mend }], '');
    }
    const scheduledAtMs = nowMs + (estimate?.setupMs ?? 0) + plan.autostartDelayMs;
    const today = WEEKDAYS[new Date(scheduledAtMs).getUTCDay()] ?? '';
    if (autostartDaysOfWeek.length > 0 && !autostartDaysOfWeek.includes(today)) {
      const days = autostartDaysOfWeek.join(', ');
      return found(
        [
          {
            message: `template ${name} allows starts on ${days} only, and it will be ${today} (UTC)`,
            mend: 'run on one of these days, or allow this one in the template settings',
          },
        ],
        '',
      );
    }
    return ok(`it allows scheduled starts on ${today}`);
  }),
};

/** It is given the parameters that it has, all that it requires, and values that it offers. */
export const parameters: Check = {
  name: 'parameters',
  rank: 'refuses',
  skippable: false,
  judge: onTarget((target, { plan }) => {
    if (!target.parameters.known) return unknown(target.parameters.why);
    const given = new Map(plan.parameters.map((parameter) => [parameter.name, parameter.value]));
    const has = new Map(target.parameters.value.map((parameter) => [parameter.name, parameter]));
    const list = [...has.keys()].join(', ') || 'none';
    const foreign = [...given.keys()]
      .filter((name) => !has.has(name))
      .map((name) => ({
        message: `template ${target.template.name} has no parameter ${name} (--parameter)`,
        mend: `its parameters: ${list}`,
      }));
    const missing = [...has.values()]
      .filter((parameter) => parameter.required && !given.has(parameter.name))
      .map((parameter) => ({
        message: `template ${target.template.name} requires the parameter ${parameter.name}`,
        mend: `add --parameter ${parameter.name}=<value>`,
      }));
    const outside = [...has.values()].flatMap((parameter) => {
      const value = given.get(parameter.name);
      const options = parameter.options.map((option) => option.value);
      if (value === undefined || options.length === 0 || parameter.type.startsWith('list')) return [];
      if (options.includes(value)) return [];
      return [
        {
          message: `--parameter ${parameter.name}: not one of the values that the template offers`,
          mend: `choose from ${options.join(', ')}`,
        },
      ];
    });
    return found([...foreign, ...missing, ...outside], `its parameters: ${list}`);
  }),
};

/** It asks for no account that created users cannot have. */
export const externalAuth: Check = {
  name: 'external-auth',
  rank: 'refuses',
  skippable: true,
  judge: onTarget((target) =>
    target.requiredAccounts.known
      ? found(
          target.requiredAccounts.value.map((account) => ({
            message: `template ${target.template.name} requires every owner to have linked ${account}, which created users have not`,
            mend: 'make that account optional in a template for load tests',
          })),
          'it requires no linked account',
        )
      : unknown(target.requiredAccounts.why),
  ),
};

/** Workspaces are not stopped while others still start. */
export const timeToLive: Check = {
  name: 'time-to-live',
  rank: 'refuses',
  skippable: true,
  judge: onTarget(({ template: { name, defaultTtlMs } }, { estimate }) => {
    if (defaultTtlMs === 0) return ok('workspaces run until they are stopped');
    const ttl = `workspaces of template ${name} are stopped ${minutes(defaultTtlMs)} after their start`;
    if (estimate?.stormMs == null) return unknown(`${ttl}; how long the storm takes is not known`);
    const needMs = estimate.stormMs + (estimate.agentMs ?? 0);
    return found(
      needMs <= defaultTtlMs
        ? []
        : [
            {
              message: `${ttl}, while the storm needs about ${minutes(needMs)}: its last starts would wait behind stops`,
              mend: `raise it with \`coder templates edit ${name} --default-ttl\`, or lower --workspace-count or --schedule-window`,
            },
          ],
      ttl,
    );
  }),
};

/** Workspaces are built, not handed over. */
export const prebuilds: Check = {
  name: 'prebuilds',
  rank: 'warns',
  skippable: true,
  judge: onTarget(({ presets, parameters: known, template: { name } }, { plan }) => {
    if (!presets.known) return unknown(presets.why);
    const kept = presets.value.filter((preset) => preset.prebuiltWorkspaces > 0);
    const values = valuesOf(known.known ? known.value : [], plan.parameters);
    return found(
      kept
        .filter((preset) => fits(preset, values))
        .map((preset) => ({
          message: `the run's workspaces fit preset "${preset.name}" of template ${name}, which keeps ${counted(preset.prebuiltWorkspaces, 'workspace')} built in advance: some may be handed over instead of built`,
          mend: 'give a --parameter that this preset has not; `coder prebuilds pause` keeps the deployment from building others meanwhile',
        })),
      kept.length === 0
        ? 'it has no prebuilt workspaces'
        : 'no preset with prebuilt workspaces fits the parameters',
    );
  }),
};

function valuesOf(
  known: readonly TemplateVersionParameter[],
  given: readonly { readonly name: string; readonly value: string }[],
): ReadonlyMap<string, string> {
  return new Map([
    ...known.map(({ name, defaultValue }): [string, string] => [name, defaultValue]),
    ...given.map(({ name, value }): [string, string] => [name, value]),
  ]);
}

function fits(preset: TemplatePreset, values: ReadonlyMap<string, string>): boolean {
  return preset.parameters.every(({ name, value }) => values.get(name) === value);
}

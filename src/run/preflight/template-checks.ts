import { type Check, none, onTarget } from './check.js';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** There is exactly one template of that name, and it may be used. */
export const template: Check = {
  name: 'template',
  skippable: false,
  find({ plan, facts }) {
    const wanted = plan.template ?? 'any';
    const names = facts.templates.map((one) => `${one.organizationName}/${one.name}`);
    if (names.length > 1) {
      const mend = `name one with --org: ${facts.templates.map((one) => one.organizationName).join(' or ')}`;
      return [
        { message: `template ${wanted} (--template) exists more than once: ${names.join(', ')}`, mend },
      ];
    }
    const [only] = facts.templates;
    if (only === undefined) {
      const place = plan.organization === null ? '' : ` in organization ${plan.organization} (--org)`;
      return [
        {
          message: `there is no template ${wanted} (--template)${place}`,
          mend: 'take a name from `coder templates list`',
        },
      ];
    }
    if (only.deprecated) {
      return [{ message: `template ${only.name} is deprecated`, mend: 'choose another with --template' }];
    }
    return none;
  },
};

/** Its active version was imported. */
export const templateVersion: Check = {
  name: 'template-version',
  skippable: false,
  find: onTarget((target) =>
    target.versionStatus === 'succeeded'
      ? none
      : [
          {
            message: `the active version of template ${target.template.name} was not imported: ${target.versionStatus}`,
            mend: 'wait for its import, or push a version that succeeds',
          },
        ],
  ),
};

/** It lets workspaces start by schedule, on that weekday. */
export const autostart: Check = {
  name: 'autostart',
  skippable: true,
  find: onTarget((target, { nowMs, plan, estimate }) => {
    const { name, allowUserAutostart, autostartDaysOfWeek } = target.template;
    if (!allowUserAutostart) {
      const mend = 'allow it in the template settings, or choose another template with --template';
      return [{ message: `template ${name} does not let users schedule a start`, mend }];
    }
    const scheduledAtMs = nowMs + (estimate?.setupMs ?? 0) + plan.autostartDelayMs;
    const today = WEEKDAYS[new Date(scheduledAtMs).getUTCDay()] ?? '';
    if (autostartDaysOfWeek.length > 0 && !autostartDaysOfWeek.includes(today)) {
      const days = autostartDaysOfWeek.join(', ');
      return [
        {
          message: `template ${name} allows starts on ${days} only, and it will be ${today} (UTC)`,
          mend: 'run on one of these days, or allow this one in the template settings',
        },
      ];
    }
    return none;
  }),
};

/** It is given the parameters that it has, all that it requires, and values that it offers. */
export const parameters: Check = {
  name: 'parameters',
  skippable: false,
  find: onTarget((target, { plan }) => {
    const given = new Map(plan.parameters.map((parameter) => [parameter.name, parameter.value]));
    const known = new Map(target.parameters.map((parameter) => [parameter.name, parameter]));
    const list = [...known.keys()].join(', ') || 'none';
    const unknown = [...given.keys()]
      .filter((name) => !known.has(name))
      .map((name) => ({
        message: `template ${target.template.name} has no parameter ${name} (--parameter)`,
        mend: `its parameters: ${list}`,
      }));
    const missing = [...known.values()]
      .filter((parameter) => parameter.required && !given.has(parameter.name))
      .map((parameter) => ({
        message: `template ${target.template.name} requires the parameter ${parameter.name}`,
        mend: `add --parameter ${parameter.name}=<value>`,
      }));
    const outside = [...known.values()].flatMap((parameter) => {
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
    return [...unknown, ...missing, ...outside];
  }),
};

/** It asks for no account that created users cannot have. */
export const externalAuth: Check = {
  name: 'external-auth',
  skippable: true,
  find: onTarget((target) =>
    target.requiredAccounts.map((account) => ({
      message: `template ${target.template.name} requires every owner to have linked ${account}, which created users have not`,
      mend: 'make that account optional in a template for load tests',
    })),
  ),
};

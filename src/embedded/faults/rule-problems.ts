import type { FaultPlan, FaultRule } from './fault-rule.js';
import { settingsOf } from './kinds.js';
import { OWN_ROUTES } from './own-routes.js';

/** What is wrong with a plan, in words for people, each naming the rule. */
export function faultProblems(plan: FaultPlan | undefined): string[] {
  return (plan?.rules ?? []).flatMap((rule, index) =>
    ruleProblems(rule).map((problem) => `faults: rule ${index + 1} (${rule.kind}): ${problem}`),
  );
}

/** What is wrong with a rule, each problem a sentence without its subject. */
export function ruleProblems(rule: FaultRule): string[] {
  const problems: string[] = [];
  const values: Readonly<Record<string, unknown>> = { ...rule };
  for (const setting of settingsOf(rule.kind)) {
    const value = values[setting.field];
    if (value !== undefined) {
      const problem = setting.problem(value);
      if (problem !== null) problems.push(problem);
    } else if (setting.required) {
      problems.push(`needs ${setting.form}`);
    }
  }
  return [...problems, ...togetherProblems(rule)];
}

/** What does not go together. */
export function togetherProblems(rule: FaultRule): string[] {
  const { fromMs = 0, untilMs = Infinity } = rule;
  const problems: string[] = [];
  if (untilMs <= fromMs) problems.push('until must be later than from');
  if ('path' in rule && rule.path?.startsWith(OWN_ROUTES))
    problems.push(`path must not begin with ${OWN_ROUTES}: nothing ever goes wrong with the routes there`);
  if (rule.kind === 'restart' && rule.atMs !== undefined) {
    const excluded = (['method', 'path', 'skip', 'count'] as const).filter(
      (name) => rule[name] !== undefined,
    );
    if (rule.fromMs !== undefined || rule.untilMs !== undefined || excluded.length > 0) {
      problems.push(
        'at names the one moment of the restart: it goes without method, path, skip, count, from and until',
      );
    }
  }
  return problems;
}

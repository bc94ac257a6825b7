import { type ModelTemplate, measuredAgents } from '../model/index.js';
import { type EmbeddedTemplate, WEEKDAYS } from './embedded-template.js';

/** What a deployment has when its options name no templates: one without agents, and one with an agent. */
export const DEFAULT_TEMPLATES: readonly EmbeddedTemplate[] = [
  { name: 'workspace' },
  { name: 'workspace-with-agent', agents: { names: ['main'] } },
];

/** What the model has to know of a template. */
export function modelTemplate(template: EmbeddedTemplate): ModelTemplate {
  const { agents, failureTtlMs = 0 } = template;
  const days: readonly string[] = template.autostartDays ?? WEEKDAYS;
  return {
    tags: template.tags ?? {},
    allowUserAutostart: template.allowUserAutostart ?? true,
    autostartDays: WEEKDAYS.map((day) => days.includes(day)),
    failureTtlUs: failureTtlMs === 0 ? null : failureTtlMs * 1000,
    agents: agents === undefined ? null : { ...measuredAgents(agents.names), ...agents },
    serviceTime: template.serviceTime ?? null,
  };
}

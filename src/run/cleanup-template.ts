import { ConfigError } from '../storm/index.js';
import type { CleanupSession } from './cleanup-command.js';

/**
 * Refuses the name of a template of which nothing was found, if the deployment has none of that name or id either:
 * nothing will ever be found then. Deployments list deprecated templates only when asked for them.
 * @throws ConfigError with the names there are.
 */
export async function refuseUnknownTemplate(
  template: string,
  { target: { client }, env: { interrupt } }: Pick<CleanupSession, 'target' | 'env'>,
): Promise<void> {
  const current = await client.templates.list(undefined, { signal: interrupt });
  const deprecated = await client.templates.list('deprecated:true', { signal: interrupt });
  const all = [...current, ...deprecated];
  const wanted = template.toLowerCase();
  if (all.some(({ id, name }) => id === template || name.toLowerCase() === wanted)) return;
  const names = [...new Set(all.map(({ name }) => name))].sort().join(', ');
  throw new ConfigError([
    `--template ${template}: the deployment has no template of that name; it has ${names === '' ? 'none' : names}`,
  ]);
}

import type { CallOptions, Template, User } from '../codersdk/index.js';
import { messageOf } from '../storm/index.js';
import type { StartCircumstances, WorkspaceRecord } from './record.js';

/** What reading the circumstances of starts needs of a Coder client. */
export interface CircumstancesClient {
  readonly users: {
    list(query: { readonly q?: string }, options?: CallOptions): Promise<{ readonly users: readonly User[] }>;
  };
  readonly templates: { get(id: string, options?: CallOptions): Promise<Template> };
}

/** Whose circumstances, and who is told of trouble. */
export interface CircumstancesOptions {
  /** The full name that all owners carry. */
  readonly userMark: string;
  readonly templateId: string;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/**
 * The records, with the circumstances of those whose build was never created: one query for all owners and one for the
 * template; none when every build exists. What cannot be read stays `null`, and nothing is thrown.
 */
export async function withCircumstances(
  client: CircumstancesClient,
  records: ReadonlyMap<string, WorkspaceRecord>,
  { userMark, templateId, signal, warn }: CircumstancesOptions,
): Promise<ReadonlyMap<string, WorkspaceRecord>> {
  const missed = [...records].filter(([, { workspace, build }]) => build === null && workspace !== null);
  if (missed.length === 0) return records;
  const orNull = async <T>(what: string, answer: Promise<T>): Promise<T | null> => {
    try {
      return await answer;
    } catch (error) {
      warn(`${what} could not be read: ${messageOf(error)}`);
      return null;
    }
  };
  const [owners, template] = await Promise.all([
    orNull('the status of the users', client.users.list({ q: `name:${userMark}` }, { signal })),
    orNull('the rules of the template', client.templates.get(templateId, { signal })),
  ]);
  const statuses = new Map(owners?.users.map((user) => [user.id, user.status]));
  const all = new Map(records);
  for (const [id, record] of missed) {
    const ownerStatus = owners === null ? null : (statuses.get(record.workspace?.ownerId ?? '') ?? 'gone');
    const circumstances: StartCircumstances = { ownerStatus, template };
    all.set(id, { ...record, circumstances });
  }
  return all;
}

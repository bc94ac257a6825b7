import { z } from '@hono/zod-openapi';
import { optionalText, optionalUuid, requiredText } from './common.js';
import { emailProblem, nameProblem } from './names.js';

const MAX_FULL_NAME = 128;

/**
 * Body of creating a user. What a Coder server looks at after other things (kind of login, status, roles) is checked
 * later, in its order.
 */
export const newUserSchema = z
  .object({
    email: optionalText(),
    username: optionalText(),
    name: optionalText(),
    password: optionalText(),
    login_type: optionalText(),
    user_status: optionalText(),
    organization_ids: z
      .array(z.guid({ error: 'must be UUIDs' }), { error: 'must be a list of UUIDs' })
      .nullish()
      .transform((ids) => ids ?? []),
    organization_id: optionalUuid(),
    service_account: z
      .boolean({ error: 'must be true or false' })
      .nullish()
      .transform((given) => given ?? false),
    roles: z
      .array(z.string({ error: 'must be texts' }), { error: 'must be a list of roles' })
      .nullish()
      .transform((roles) => roles ?? []),
  })
  .superRefine((user, context) => {
    const problem = (field: string, message: string | null) => {
      if (message !== null) context.addIssue({ code: 'custom', path: [field], message });
    };
    if (!user.service_account || user.email !== '') problem('email', addressProblem(user.email));
    problem('username', usernameProblem(user.username));
    problem('name', fullNameProblem(user.name));
  });

/** Body of creating the first user. What it says of trials and newsletters is not kept. */
export const firstUserSchema = z
  .object({ email: optionalText(), username: optionalText(), name: optionalText(), password: requiredText() })
  .superRefine((user, context) => {
    const problem = (field: string, message: string | null) => {
      if (message !== null) context.addIssue({ code: 'custom', path: [field], message });
    };
    problem('email', addressProblem(user.email));
    problem('username', usernameProblem(user.username));
    problem('name', fullNameProblem(user.name));
  });

/** The body of creating a user, read. */
export type NewUserBody = z.output<typeof newUserSchema>;
/** The body of creating the first user, read. */
export type FirstUserBody = z.output<typeof firstUserSchema>;

function addressProblem(email: string): string | null {
  return email === '' ? 'is required' : emailProblem(email);
}

function usernameProblem(username: string): string | null {
  return username === '' ? 'is required' : nameProblem(username);
}

function fullNameProblem(name: string): string | null {
  const fits = [...name].length <= MAX_FULL_NAME && name.trim() === name;
  return fits ? null : `must have at most ${MAX_FULL_NAME} characters and no spaces around it`;
}

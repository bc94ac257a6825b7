import { z } from '@hono/zod-openapi';
import { optionalText, optionalUuid, uuid } from './common.js';
import { emailProblem, nameProblem } from './names.js';

const emptyList = { error: 'must be a list of UUIDs' };

/** Body of creating a user. What depends on other users is checked later, in Coder's order. */
export const newUserSchema = z
  .object({
    email: optionalText(),
    username: optionalText(),
    name: optionalText(),
    password: optionalText(),
    login_type: z
      .enum(['', 'password', 'none', 'github', 'oidc'], { error: 'must be password, none, github or oidc' })
      .nullish()
      .transform((type) => type || ('password' as const)),
    user_status: z
      .enum(['active', 'dormant', 'suspended'], { error: 'must be active, dormant or suspended' })
      .nullish()
      .transform((status) => status ?? ('dormant' as const)),
    organization_ids: z
      .array(uuid, emptyList)
      .nullish()
      .transform((ids) => ids ?? []),
    organization_id: optionalUuid(),
  })
  .superRefine((user, context) => {
    const problem = (field: string, message: string | null) => {
      if (message !== null) context.addIssue({ code: 'custom', path: [field], message });
    };
    problem('email', user.email === '' ? 'is required' : emailProblem(user.email));
    problem('username', user.username === '' ? 'is required' : nameProblem(user.username));
    const fullNameFits = user.name.length <= 128 && user.name.trim() === user.name;
    problem('name', fullNameFits ? null : 'must have at most 128 characters and no spaces around it');
  });

/** The body, read. */
export type NewUserBody = z.output<typeof newUserSchema>;

import { createRoute, z } from '@hono/zod-openapi';
import { SESSION_SECONDS } from '../directory/api-keys.js';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { loginRateLimit } from '../http/rate-limits.js';
import { Refusal } from '../http/refusal.js';
import { signedIn, unauthorized } from '../http/session.js';
import { jsonBody, jsonContent, messageSchema, requiredText } from '../schemas/common.js';
import { emailProblem } from '../schemas/names.js';
import { refuseWithoutPasswords } from './create-user.js';

const email = requiredText().refine((text) => emailProblem(text) === null, {
  error: 'must be an e-mail address',
});

const login = createRoute({
  method: 'post',
  path: '/api/v2/users/login',
  middleware: [loginRateLimit] as const,
  request: jsonBody(z.object({ email, password: requiredText() })),
  responses: { 201: jsonContent(z.object({ session_token: z.string() }), 'A new session') },
});

const logout = createRoute({
  method: 'post',
  path: '/api/v2/users/logout',
  middleware: [signedIn] as const,
  responses: { 200: jsonContent(messageSchema, 'The session has ended') },
});

const methodSchema = z.object({ enabled: z.boolean() });

const authMethods = createRoute({
  method: 'get',
  path: '/api/v2/users/authmethods',
  responses: {
    200: jsonContent(
      z.object({
        password: methodSchema,
        github: methodSchema.extend({ default_provider_configured: z.boolean() }),
        oidc: methodSchema.extend({ signInText: z.string(), iconUrl: z.string() }),
      }),
      'How users can log in',
    ),
  },
});

/** Logging in and out. To be registered before the users, whose paths take any name. */
export function registerSessions(app: App): void {
  app.openapi(login, (c) => {
    const { driver, keys, secrets, users } = c.var.deployment;
    const body = c.req.valid('json');
    const nowUs = driver.begin();
    const user = users.withEmail(body.email);
    const digest = user?.passwordDigest ?? null;
    if (user === undefined || digest === null || !secrets.matches(body.password, digest)) {
      throw new Refusal(401, 'The e-mail address or the password is wrong.');
    }
    refuseWithoutPasswords(c.var.deployment);
    if (user.status === 'suspended') throw unauthorized(c, 'Your account is suspended.');
    users.seen(nowUs, user, 0);
    const key = { user, kind: 'session', name: '', lifetimeSeconds: SESSION_SECONDS } as const;
    const { token } = keys.create(nowUs, key);
    c.header('Set-Cookie', `coder_session_token=${token}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax`);
    return json(c, 201, { session_token: token });
  });

  app.openapi(logout, (c) => {
    c.var.deployment.keys.delete(c.var.key);
    c.header('Set-Cookie', 'coder_session_token=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax');
    return json(c, 200, { message: 'Logged out!' });
  });

  app.openapi(authMethods, (c) =>
    json(c, 200, {
      password: { enabled: c.var.deployment.options.passwordAuth !== false },
      github: { enabled: false, default_provider_configured: false },
      oidc: { enabled: false, signInText: 'OpenID Connect', iconUrl: '' },
    }),
  );
}

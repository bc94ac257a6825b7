import { createRoute, z } from '@hono/zod-openapi';
import { describeApi } from '../http/api-description.js';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { jsonContent } from '../schemas/common.js';

const read = createRoute({
  method: 'get',
  path: '/api/v2/openapi.json',
  responses: { 200: jsonContent(z.looseObject({ openapi: z.string() }), 'This description') },
});

/** The description of the API, for anybody. To be registered with an app whose other routes may come before or after. */
export function registerApiDescription(app: App): void {
  let description: { readonly openapi: string } | undefined;
  app.openapi(read, (c) => {
    description ??= describeApi(app);
    return json(c, 200, description);
  });
}

import { expect, it } from 'vitest';
import { TestDeployment } from '../harness.js';

it('of a query parameter that is given twice the first value counts', async () => {
  const t = new TestDeployment();
  await t.createUser('ada');
  await t.createUser('bob');
  const { body } = await t.expect(200, 'GET', '/api/v2/users?q=ada&q=bob&limit=5&limit=x');
  expect(body.users.map((user: { username: string }) => user.username)).toEqual(['ada']);
});

const NAME = /^[a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)*$/;
const RESERVED = new Set(['new', 'create']);
const EMAIL =
  /^[^\s@"(),:;<>[\\\]]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*$/;

/** What is wrong with the name of a user or workspace; `null` when nothing is (Coder API contract, names). */
export function nameProblem(name: string): string | null {
  if (name.length > 32) return 'must have at most 32 characters';
  if (!NAME.test(name)) return 'must be letters and digits, with single hyphens in between';
  return RESERVED.has(name.toLowerCase()) ? 'is a reserved word' : null;
}

/** What is wrong with an e-mail address; `null` when nothing is. Only its form is looked at. */
export function emailProblem(email: string): string | null {
  return EMAIL.test(email) ? null : 'must be an e-mail address';
}

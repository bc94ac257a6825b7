import fc from 'fast-check';

const RESERVED = new Set(['new', 'create', 'me']);

/** A name that users, workspaces and templates may have. */
export const nameText: fc.Arbitrary<string> = fc
  .stringMatching(/^[a-zA-Z0-9]{1,10}(-[a-zA-Z0-9]{1,6}){0,2}$/)
  .filter((text) => !RESERVED.has(text.toLowerCase()));

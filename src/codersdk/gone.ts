import { CoderApiError } from './errors.js';

/**
 * Whether the deployment says that the thing never was, or is hidden (404), or was deleted (410). A deleted workspace
 * answers 410 to its id and 404 to its name (Coder API contract, workspaces).
 */
export function isGone(thrown: unknown): boolean {
  return thrown instanceof CoderApiError && (thrown.status === 404 || thrown.status === 410);
}

/** The answer, or `null` for a thing that is gone. @throws whatever else the request meets. */
export async function nullIfGone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (failure) {
    if (isGone(failure)) return null;
    throw failure;
  }
}

import { CoderApiError, ConnectionError, NotCoderError } from '../../codersdk/index.js';
import { PreflightError } from '../../storm/index.js';

/**
 * Work that comes before anything is created: a deployment that does not answer it, or answers with a refusal, is a
 * finding like any other.
 * @throws PreflightError in the place of the client's own errors.
 */
export async function unlessUnusable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (
      error instanceof CoderApiError ||
      error instanceof ConnectionError ||
      error instanceof NotCoderError
    ) {
      throw new PreflightError([
        {
          check: 'deployment',
          message: error.message,
          mend: error.hint ?? 'check --url, and that the deployment is healthy',
        },
      ]);
    }
    throw error;
  }
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What `npm run build` makes of `web/`: the page's script and its style, each on its own. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** The way is the same from `src/report/html/` and from `dist/report/html/`. */
const BUILT = new URL('../../../dist/web/', import.meta.url);

let assets: Assets | undefined;

/**
 * The page's script and style, read once.
 * @throws Error if they have not been built, or would end the element that they are put into.
 */
export function readAssets(): Assets {
  assets ??= { script: readAsset('timeline.js', /<\/script|<!--/i), style: readAsset('report.css', /<\//) };
  return assets;
}

/** The source expression of a content security policy that allows exactly this inline script or style. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}

function readAsset(name: string, forbidden: RegExp): string {
  const text = builtText(name).trim();
  if (forbidden.test(text))
    throw new Error(`dist/web/${name} holds ${forbidden}, which would end its element`);
  return text;
}

function builtText(name: string): string {
  try {
    return readFileSync(new URL(name, BUILT), 'utf8');
  } catch (error) {
    throw new Error(`dist/web/${name} is missing: run \`npm run build\``, { cause: error });
  }
}

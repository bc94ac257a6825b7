/** What is left of a JSON text that was cut off in its middle; never JSON itself, as what has a middle has an end. */
export function truncatedJson(text: string): string {
  return text.trimEnd().slice(0, Math.floor(text.trimEnd().length / 2));
}

/** A text as long as a JSON text that is none from its first character on. */
export function brokenJson(text: string): string {
  return `<${text.slice(1)}`;
}

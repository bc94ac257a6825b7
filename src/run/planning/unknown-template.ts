/**
 * That builds of a template are taken like others, as nothing is known of it: a whole sentence.
 * @param names - Of the templates that are known, the one whose place it takes first.
 */
export function unknownTemplateNote(name: string, [first]: readonly string[]): string {
  const like = first === undefined ? 'like all others' : `like those of ${first}`;
  return `Nothing is known of the builds of template ${name}: they are taken to be ${like}.`;
}

/**
 * A test for texts that hold `pattern`, whatever the case; `%` in it stands for any characters and `_` for any one, as
 * the database has it.
 * @param pattern - In lower case.
 */
export function containing(pattern: string): (text: string) => boolean {
  if (!/[%_]/.test(pattern)) return (text) => text.toLowerCase().includes(pattern);
  const source = [...pattern].map(asRegExpSource).join('');
  const expression = new RegExp(source, 's');
  return (text) => expression.test(text.toLowerCase());
}

function asRegExpSource(character: string): string {
  if (character === '%') return '.*';
  if (character === '_') return '.';
  return character.replace(/[.*+?^${}()|[\]\\]/, '\\$&');
}

/**
 * Text that may hold words of a server, as it may be shown on a terminal: control and formatting characters, with which
 * it could move the cursor, rename the window or turn the direction of writing, and halves of characters become
 * spaces. Ends of lines stay.
 */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]+|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ');
}

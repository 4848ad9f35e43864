/**
 * Characters that do something instead of being seen: control characters (a terminal obeys them, whoever wrote them into
 * a prompt or a file name), and those that turn the direction of what follows, so that a text reads as another.
 * The codes of our own colors stay where colors are shown.
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is about them
  /\u001b\[(?:1|2|22|31|32|33|34|36|39)m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A text as it may go to a terminal: what is unseen is written as `\u001b`, which means the same in JSON. */
export function visible(text: string, colored = true): string {
  return text.replace(UNSEEN, (found) => (found.length > 1 && colored ? found : escaped(found)));
}

/** A text for one line: line ends are written out, too, so that nothing of it can begin a line of its own. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}${character.slice(1)}`;
}

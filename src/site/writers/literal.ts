/**
 * Pieces of a literal: a string in either kind of quotes, a name or a number, a mark, or what is only there for people.
 * Each begins where the one before has ended.
 */
const PIECE =
  /("[^"\\\n]*(?:\\.[^"\\\n]*)*")|'([^'\\\n]*(?:\\.[^'\\\n]*)*)'|([\w$.+-]+)|([{}[\]:,])|\s+|\/\/.*|\/\*[\s\S]*?\*\//y;

/**
 * Reads an object that is written out in a module, from where it begins, as data: nothing is run. Also as a formatter
 * leaves it, with names and strings in other quotes or in none, and commas at the ends. Throws a SyntaxError where it
 * is cut off, or is more than data.
 */
export function readLiteral(text: string, from: number): unknown {
  const piece = new RegExp(PIECE);
  piece.lastIndex = from;
  const json: string[] = [];
  let depth = 0;
  do {
    const found = piece.exec(text);
    if (found === null) throw new SyntaxError('not a literal');
    const [, double, single, word, mark] = found;
    if (mark === '}' || mark === ']') {
      if (json.at(-1) === ',') json.pop();
      depth -= 1;
    } else if (mark === '{' || mark === '[') depth += 1;
    const token = double ?? (single === undefined ? (word ?? mark) : requoted(single));
    if (token === undefined) continue;
    if (token === ':' && json.at(-1)?.startsWith('"') === false) json.push(JSON.stringify(json.pop()));
    json.push(token);
  } while (depth > 0 || json.length === 0);
  return JSON.parse(json.join(''));
}

/** The same string in the quotes of JSON. */
function requoted(inside: string): string {
  return `"${inside.replace(/\\'|"/g, (quote) => (quote === '"' ? '\\"' : "'"))}"`;
}

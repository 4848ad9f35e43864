import { gunzipSync, gzipSync } from 'node:zlib';

/** Where they are kept, relative to the root. */
export const ANSWERS_FILE = '.imagebuild/cache/settled-answers';

/** Texts by name, each in two parts with a duration between them. */
export type Answers = Readonly<Record<string, readonly [before: string, after: string]>>;

/**
 * Returns answers as they are kept: one line of JSON, and the texts. They are compressed one by one, since ten thousand
 * targets make megabytes of each, and who asks wants one. The id is that of the settled record that they belong to.
 */
export function encodeAnswers(id: string, answers: Answers): Uint8Array {
  const bodies: Buffer[] = [];
  let begin = 0;
  const places = Object.entries(answers).map(([name, [before, after]]): Place => {
    const body = gzipSync(before + after, { level: 1 });
    bodies.push(body);
    begin += body.length;
    return [name, begin - body.length, body.length, Buffer.byteLength(before)];
  });
  return Buffer.concat([Buffer.from(`${JSON.stringify({ id, places })}\n`), ...bodies]);
}

/** Returns one answer of those that belong to a settled record; undefined where there is none. Throws where it is damaged. */
export function decodeAnswer(
  bytes: Buffer,
  id: string,
  name: string,
): readonly [before: Buffer, after: Buffer] | undefined {
  const end = bytes.indexOf('\n');
  const header: Header = JSON.parse(bytes.toString('utf8', 0, Math.max(0, end)));
  const place = header.id === id ? header.places.find(([one]) => one === name) : undefined;
  if (place === undefined) return undefined;
  const [, begin, length, split] = place;
  const text = gunzipSync(bytes.subarray(end + 1 + begin, end + 1 + begin + length));
  return [text.subarray(0, split), text.subarray(split)];
}

type Place = readonly [name: string, begin: number, length: number, split: number];

interface Header {
  readonly id: string;
  readonly places: readonly Place[];
}

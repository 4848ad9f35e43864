import { styleText } from 'node:util';

/** Text in a style, where the stream can show it. One at a time: given a list, Node 20 forgets to ask the stream. */
export function styled(
  style: Parameters<typeof styleText>[0],
  text: string,
  stream: NodeJS.WriteStream,
): string {
  return [style].flat().reduce((before, one) => styleText(one, before, { stream }), text);
}

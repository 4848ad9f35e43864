import { styleText } from 'node:util';

/** The styles that text may have: their codes are those that `visible` lets pass. */
export const STYLES = ['plain', 'bold', 'dim', 'red', 'green', 'yellow', 'blue', 'cyan'] as const;
export type Style = (typeof STYLES)[number];

/** Text in a style, where the stream can show it. One at a time: given a list, Node 20 forgets to ask the stream. */
export function styled(style: Style | readonly Style[], text: string, stream: NodeJS.WriteStream): string {
  return [style]
    .flat()
    .reduce((before, one) => (one === 'plain' ? before : styleText(one, before, { stream })), text);
}

/** True where a stream shows colors. */
export function showsColor(stream: NodeJS.WriteStream): boolean {
  return styled('bold', 'a', stream) !== 'a';
}

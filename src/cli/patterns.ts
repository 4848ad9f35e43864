/** The argument of every command that works on a selection. */
export const PATTERNS = [
  {
    name: '[pattern...]',
    description: 'targets: an id with * and **, an asset, tag:word, or changed:REVISION',
  },
];

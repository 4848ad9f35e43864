import { counted } from '../core/words.ts';
import { type FileState, isSettingsReason, type Reason } from './plan.ts';
import { settingsText } from './settings-text.ts';

/** What is said of files that nobody has touched, and that are made again all the same. */
const UNTOUCHED: readonly (readonly [FileState, (files: number) => string])[] = [
  ['unverified', (files) => `${counted(files, 'file')} cannot be verified here`],
  ['stale', (files) => `${counted(files, 'file is', 'files are')} of an earlier lockfile`],
];

/** Reasons in a few words: `prompt, seed changed`. */
export function reasonText(reasons: readonly Reason[]): string {
  const ours = reasons.filter(isSettingsReason);
  if (ours.length > 0) {
    const others = reasons.filter((reason) => !isSettingsReason(reason));
    return [...(others.length === 0 ? [] : [reasonText(others)]), ...settingsText(ours)].join('; ');
  }
  for (const [state, text] of UNTOUCHED) {
    const files = reasons.filter(({ code, to }) => code === 'output-modified' && to === state);
    if (files.length === 0) continue;
    const others = reasons.filter((reason) => !files.includes(reason));
    return [...(others.length === 0 ? [] : [reasonText(others)]), text(files.length)].join('; ');
  }
  const texts = new Map<string, string[]>();
  for (const { code, field } of reasons)
    texts.set(code, [...(texts.get(code) ?? []), ...(field === undefined ? [] : [field])]);
  return [...texts].map(([code, fields]) => sentence(code as Reason['code'], fields)).join('; ');
}

function sentence(code: Reason['code'], fields: readonly string[]): string {
  const named =
    fields.length > 3 ? `${fields.slice(0, 2).join(', ')} and ${fields.length - 2} more` : fields.join(', ');
  switch (code) {
    case 'new':
      return 'new';
    case 'recipe-changed':
      return `${named} changed`;
    case 'input-changed':
      return `input ${named} changes`;
    case 'master-missing':
      return 'its master is missing';
    case 'master-damaged':
      return 'its master is damaged';
    case 'record-damaged':
      return 'the record of what was bought for it is damaged';
    case 'rendition-changed':
      return `output ${named} changed`;
    case 'output-missing':
      return fields.length === 1 ? `${named} is missing` : `${fields.length} files are missing`;
    case 'output-modified':
      return fields.length === 1
        ? `${named} is not what was written`
        : `${fields.length} files are not what was written`;
    case 'forced':
      return 'forced';
    case 'unchanged':
      return 'up to date';
    case 'no-longer-declared':
      return 'no longer in the manifest';
  }
}

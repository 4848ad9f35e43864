import { type Diagnostic, warning } from '../core/diagnostic.ts';
import { counted } from '../core/words.ts';
import { encoderChanges, isSettingsReason, type Plan } from '../plan/index.ts';

/** Says of a plan that leaves the lockfile as it is which targets another version of this program has encoded otherwise. */
export function settingsNotice({ targets }: Plan, lockfileName: string): Diagnostic[] {
  const reasons = targets.flatMap(({ reasons }) => reasons.filter(isSettingsReason));
  return encoderChanges(reasons).map(({ lock, words, tool, reasons: members }) => {
    const concerned = targets.filter((target) =>
      target.reasons.filter(isSettingsReason).some((reason) => members.includes(reason)),
    );
    const whose = lock === 'older' ? 'an earlier' : 'a later';
    return warning(
      'encoder-settings',
      `imagebuild ${tool} encodes ${counted(concerned.length, 'target')} otherwise than ${whose} version, which wrote ${lockfileName} (${words}); the manifest has not changed`,
      {
        hint:
          lock === 'older'
            ? 'nothing is wrong, and nothing is bought; to have it recorded, run `imagebuild build --no-frozen` and commit the lockfile'
            : 'nothing is wrong, and nothing is bought; install the version that wrote it, so that files do not change to and fro',
      },
    );
  });
}

import { openProject, openWorkspace, selectNamed } from '../../build/index.ts';
import { counted } from '../../core/words.ts';
import { type SetReport, setConsistency } from '../../review/index.ts';
import type { Call, Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { PATTERNS } from '../patterns.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { table } from '../views/table.ts';

export const consistency: Command = {
  name: 'consistency',
  summary: 'which scenes of an asset stand out by their colours or contrast',
  group: 'Look around',
  arguments: PATTERNS,
  async run(call) {
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const workspace = await openWorkspace(opened.value);
    if (!workspace.ok) return finish(call, workspace.failure);
    const named = await selectNamed(workspace.value, call.args);
    if (!named.ok) return finish(call, named.failure);
    const all = await setConsistency(opened.value, workspace.value);
    // A set is judged whole; a pattern only says which pictures are shown.
    const sets = all.flatMap((set) => {
      const members = set.members.filter(({ id }) => named.value.has(id));
      return members.length > 0 ? [{ ...set, members }] : [];
    });
    if (call.flags.json)
      call.terminal.data(
        jsonText(dataDocument('consistency', { config: opened.value.manifest.file, sets }, EXIT.ok)),
      );
    else await show(sets, call);
    return EXIT.ok;
  },
};

async function show(sets: readonly SetReport[], { terminal }: Call): Promise<void> {
  if (sets.length === 0) {
    terminal.say(
      'No asset has three or more pictures of one variant in the store, so there is nothing to compare.',
    );
    return;
  }
  const outliers = sets.flatMap(({ members }) => members.filter(({ outlier }) => outlier));
  const rows = sets.flatMap(({ members }) =>
    members.map(({ id, palette, contrast, because }) => [
      id,
      palette.toFixed(3),
      `${contrast < 0 ? '' : '+'}${contrast.toFixed(3)}`,
      because ?? '',
    ]),
  );
  const lines = await table(
    [['picture', 'palette', 'contrast', 'stands out'], ...rows],
    (cell, column, row) => terminal.styleData(row === 0 ? 'bold' : column === 3 ? 'yellow' : 'plain', cell),
  );
  for (const line of lines) terminal.show(line);
  terminal.say(
    outliers.length === 0
      ? `${counted(sets.length, 'set')} compared: nothing stands out.`
      : `${counted(outliers.length, 'picture stands', 'pictures stand')} out of ${counted(sets.length, 'set')}.`,
  );
}

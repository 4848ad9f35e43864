import { openProject, type ProjectStatus, planProject, projectStatus } from '../../build/index.ts';
import { byteSize, credits } from '../../core/words.ts';
import { roundCredits } from '../../plan/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { table } from '../views/table.ts';

export const status: Command = {
  name: 'status',
  summary: 'how many targets are up to date, what is stored, and what was spent',
  group: 'Look around',
  async run(call) {
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const planned = await planProject(opened.value);
    if (!planned.ok) return finish(call, planned.failure);
    const found = await projectStatus(planned.value);
    const {
      targets,
      lock,
      masters,
      damaged,
      shared,
      approved,
      adopted,
      spent,
      perhapsSpent,
      unknownCredits,
      pending,
      ordered,
      estimatedCredits,
      budget,
    } = found;
    if (call.flags.json) {
      call.terminal.data(
        jsonText(
          dataDocument(
            'status',
            {
              config: opened.value.manifest.file,
              targets,
              lock,
              masters,
              damaged,
              shared,
              approved,
              adopted,
              spent,
              perhapsSpent,
              unknownCredits,
              budget,
              pending,
              ordered,
              estimatedCredits,
            },
            EXIT.ok,
          ),
        ),
      );
      return EXIT.ok;
    }
    const told = (period: 'day' | 'month') => {
      const perhaps = perhapsSpent[period];
      const limit = budget[period];
      if (perhaps === 0)
        return `${credits(spent[period])}${limit === undefined ? '' : ` of ${credits(limit)}`}`;
      const known = `${credits(roundCredits(spent[period] - perhaps))} and perhaps ${credits(perhaps)} more`;
      return `${known}${limit === undefined ? '' : `, of ${credits(limit)}`}`;
    };
    const rows = [
      ['manifest', `${opened.value.manifest.file}, ${targets.total} targets`],
      ['lockfile', lock],
      ['up to date', String(targets.reuse)],
      [
        'to generate',
        targets.generate === 0
          ? '0'
          : `${targets.generate} (${estimatedCredits > 0 ? credits(estimatedCredits) : 'free'})`,
      ],
      ['to restore', String(targets.restore)],
      ['to render', String(targets.render)],
      ['to remove', String(targets.remove)],
      ...(approved > 0 ? [['approved', String(approved)]] : []),
      ...(adopted > 0 ? [['adopted', String(adopted)]] : []),
      ['masters', `${masters.count} in the store, ${byteSize(masters.bytes)}`],
      ...(damaged.length > 0
        ? [['damaged', `${damaged.join(', ')}; \`imagebuild check\` says what brings it back`]]
        : []),
      ...(shared ? [['shared store', sharing(shared)]] : []),
      ['spent today', told('day')],
      ['spent this month', told('month')],
      ...(unknownCredits > 0
        ? [['perhaps spent', `${credits(unknownCredits)} of unknown outcome, in all`]]
        : []),
      ...(ordered.length > 0
        ? [['ordered', `${ordered.join(', ')}; the next build fetches it for nothing`]]
        : []),
      ...(pending.length > 0 ? [['unknown', `${pending.join(', ')}; see --retry-unknown`]] : []),
    ];
    for (const line of await table(rows, (cell, column) =>
      call.terminal.styleData(column === 0 ? 'bold' : 'plain', cell),
    ))
      call.terminal.show(line);
    return EXIT.ok;
  },
};

const STATES = {
  ready: 'ready',
  'read-only': 'can only be read here',
  absent: 'is not there',
  failing: 'cannot be used',
} as const;

function sharing({ state, held, lacking }: NonNullable<ProjectStatus['shared']>): string {
  if (state === 'absent' || state === 'failing') return STATES[state];
  const more = lacking === 0 ? '' : `; ${lacking} only here, see \`imagebuild push\``;
  return `${STATES[state]}, holds ${held} of the lock's masters${more}`;
}

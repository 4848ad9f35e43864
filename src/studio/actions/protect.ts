import { z } from 'zod';
import { succeed } from '../../core/result.ts';
import { protect as protectTarget } from '../../design/index.ts';
import { action } from './action.ts';

interface Wanted {
  id: string;
  on: boolean;
  /** Also where other targets change with it. */
  agreed: boolean;
}

/** Keeps builds from replacing a picture, or lets them again. */
export const protect = action<Wanted>({
  name: 'protect',
  input: z.strictObject({ id: z.string(), on: z.boolean(), agreed: z.boolean() }),
  async run({ id, on, agreed }, { project, request }) {
    const changed = await protectTarget(project, request, { target: id, on }, agreed);
    if (!changed.ok) return changed;
    const { written } = changed.value;
    const where = written ? `; see ${written.file}:${written.line}` : '';
    return succeed({
      say: `${id} is ${on ? 'protected' : 'not protected'}${where}.`,
      spent: 0,
      problems: [],
    });
  },
});

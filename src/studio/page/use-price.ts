import { useEffect, useState } from 'preact/hooks';
import { counted, credits } from '../../core/words.ts';
import { useStudio } from './studio-state.ts';

/** What an action would cost, in words, or why it cannot be done; asked when nothing has been typed for a moment. */
export function usePrice(action: string, input: object | undefined): string | undefined {
  const { source, board } = useStudio();
  const [said, say] = useState<string>();
  const wanted = input && JSON.stringify(input);
  useEffect(() => {
    if (!source.trusted || wanted === undefined) return say(undefined);
    let current = true;
    const timer = setTimeout(async () => {
      const answer = await source.price(action, JSON.parse(wanted));
      if (!current) return;
      if (!answer.ok) return say(answer.problems[0]?.message);
      const { credits: cost, images } = answer;
      say(cost === 0 ? 'costs nothing' : `${counted(images, 'picture')} to buy, for ${credits(cost)}`);
    }, 250);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [source, action, wanted, board.revision]);
  return said;
}

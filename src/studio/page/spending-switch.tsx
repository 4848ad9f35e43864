import { useRef, useState } from 'preact/hooks';
import { credits } from '../../core/words.ts';
import { COMMANDS } from '../commands.ts';
import { useStudio } from './studio-state.ts';

/** Whether anything may be bought, up to which limit, and what has been. */
export function SpendingSwitch() {
  const { board, source, told } = useStudio();
  const { limit, spent } = board.spending;
  const dialog = useRef<HTMLDialogElement>(null);
  const [wanted, setWanted] = useState('');
  const usual = Math.ceil(spent + Math.max(board.cost.credits, 10));
  const amount = wanted === '' ? usual : Number(wanted);
  const set = async (to: number | null) => {
    if (told(await source.spend(to))) dialog.current?.close();
  };
  return (
    <>
      <button
        type="button"
        class={limit === null ? 'switch' : 'switch armed'}
        onClick={() => dialog.current?.showModal()}
        aria-haspopup="dialog"
      >
        <span class="dot" aria-hidden="true" />
        {limit === null ? 'Spending held' : `${credits(Math.max(0, limit - spent))} left`}
        {spent > 0 && <span class="spent"> · {credits(spent)} spent</span>}
      </button>
      <dialog ref={dialog} aria-labelledby="spending-title">
        <h2 id="spending-title">Spending</h2>
        <p>
          {limit === null
            ? 'Nothing is bought. What is free is made as soon as you save.'
            : `This session may spend ${credits(limit)} in all. What changes is bought as soon as you save.`}
        </p>
        <p>
          {credits(spent)} spent so far. Bringing everything up to date costs {credits(board.cost.credits)}.
        </p>
        <form
          method="dialog"
          onSubmit={(event) => {
            event.preventDefault();
            void set(amount);
          }}
        >
          <label>
            Limit for the whole session, in credits
            <input
              type="number"
              min="0"
              step="any"
              value={wanted}
              placeholder={String(usual)}
              onInput={({ currentTarget }) => setWanted(currentTarget.value)}
            />
          </label>
          <p class="equal">
            <code>{COMMANDS.watch({ profile: board.profile, maxCost: amount })}</code>
          </p>
          <div class="row">
            <button type="submit" class="primary">
              {limit === null ? 'Arm' : 'Change the limit'}
            </button>
            {limit !== null && (
              <button type="button" onClick={() => void set(null)}>
                Hold
              </button>
            )}
            <button type="button" onClick={() => dialog.current?.close()}>
              Close
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}

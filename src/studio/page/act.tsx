import { useRef, useState } from 'preact/hooks';
import { counted, credits } from '../../core/words.ts';
import type { Answer } from '../shapes.ts';
import { useStudio } from './studio-state.ts';

interface Question {
  readonly credits: number;
  readonly images: number;
}

interface ActProps {
  readonly action: string;
  readonly input: unknown;
  readonly label: string;
  /** The command line that does the same, with the credits that were confirmed. */
  readonly command: (maxCost?: number) => string;
  /** What else is to be known; read out with the label. */
  readonly hint?: string;
  readonly primary?: boolean;
  readonly compact?: boolean;
  readonly disabled?: boolean;
  readonly onDone?: (answer: Answer & { ok: true }) => void;
  /** Where the answer is no; true when it has been dealt with. */
  readonly onRefused?: (answer: Answer & { ok: false }) => boolean;
}

/** A button that does something, with its price asked first and the command line that does the same beside it. */
export function Act(props: ActProps) {
  const { action, input, label, command, hint, primary, compact, disabled, onDone, onRefused } = props;
  const { source, board, told, notify } = useStudio();
  const [busy, setBusy] = useState(false);
  const [question, ask] = useState<Question>();
  const dialog = useRef<HTMLDialogElement>(null);
  const { limit, spent } = board.spending;

  const carryOut = async (confirmed: number) => {
    setBusy(true);
    notify(undefined);
    const answer = await source.act(action, input, confirmed);
    setBusy(false);
    if (!answer.ok && onRefused?.(answer)) return;
    if (told(answer)) onDone?.(answer as Answer & { ok: true });
  };
  const begin = async () => {
    setBusy(true);
    notify(undefined);
    const priced = await source.price(action, input);
    setBusy(false);
    if (!priced.ok) {
      told(priced);
      return;
    }
    const price = priced as unknown as Question;
    if (price.credits === 0) return carryOut(0);
    ask(price);
    dialog.current?.showModal();
  };
  const buy = async ({ credits: price }: Question) => {
    dialog.current?.close();
    await carryOut(price);
  };
  const left = limit === null ? undefined : Math.max(0, limit - spent);
  return (
    <span class={compact ? 'act compact' : 'act'}>
      <button
        type="button"
        class={primary ? 'primary' : undefined}
        disabled={disabled || busy}
        aria-busy={busy}
        title={compact ? command() : undefined}
        onClick={() => void begin()}
      >
        {busy ? `${label}…` : label}
        {hint && compact && <span class="visually-hidden">, {hint}</span>}
      </button>
      {!compact && (
        <code class="command" title="does the same on the command line">
          {command()}
        </code>
      )}
      {hint && !compact && <span class="hint">{hint}</span>}
      <dialog ref={dialog} aria-label={label}>
        {question && (
          <>
            <h2>{label}</h2>
            <p>
              This buys {counted(question.images, 'picture')}, for{' '}
              <strong>{credits(question.credits)}</strong>.
              {left === undefined
                ? ' Spending is held; going on buys just this.'
                : left < question.credits
                  ? ` Only ${credits(left)} are left of the limit; raise it first.`
                  : ` ${credits(left)} are left of the limit.`}
            </p>
            <p class="equal">
              <code>{command(question.credits)}</code>
            </p>
            <div class="row">
              <button
                type="button"
                class="primary"
                disabled={left !== undefined && left < question.credits}
                onClick={() => void buy(question)}
              >
                Buy for {credits(question.credits)}
              </button>
              <button type="button" onClick={() => dialog.current?.close()}>
                Cancel
              </button>
            </div>
          </>
        )}
      </dialog>
    </span>
  );
}

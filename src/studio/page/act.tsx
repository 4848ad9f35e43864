import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { counted, credits } from '../../core/words.ts';
import type { Answer } from '../shapes.ts';
import { useStudio } from './studio-state.ts';

/** What has to be asked before something is done. */
type Question =
  | { readonly about: 'price'; readonly credits: number; readonly images: number }
  | { readonly about: 'others'; readonly message: string; readonly credits: number };

/** What the user has said yes to. */
export interface Leave {
  readonly maxCost?: number;
  /** Also where other targets change with it. */
  readonly agreed?: boolean;
}

interface ActProps {
  readonly action: string;
  readonly input: object;
  readonly label: string;
  /** The command line that does the same. */
  readonly command: (leave: Leave) => string;
  /** What else is to be known; read out with the label. */
  readonly hint?: string;
  readonly primary?: boolean;
  readonly compact?: boolean;
  readonly disabled?: boolean;
  readonly onDone?: (answer: Answer & { ok: true }) => void;
}

/** A button that does something, with its price asked first and the command line that does the same beside it. */
export function Act(props: ActProps) {
  const { action, input, label, command, hint, primary, compact, disabled, onDone } = props;
  const { source, board, told, notify } = useStudio();
  const [busy, setBusy] = useState(false);
  const [question, ask] = useState<Question>();
  const dialog = useRef<HTMLDialogElement>(null);
  const { limit, spent } = board.spending;

  const put = (next: Question) => {
    ask(next);
    dialog.current?.showModal();
  };
  const carryOut = async (confirmed: number, agreed = false) => {
    dialog.current?.close();
    setBusy(true);
    notify(undefined);
    const answer = await source.act(action, agreed ? { ...input, agreed } : input, confirmed);
    setBusy(false);
    const others = answer.ok ? undefined : answer.problems.find(({ code }) => code === 'others-change');
    if (others && !agreed) put({ about: 'others', message: others.message, credits: confirmed });
    else if (told(answer)) onDone?.(answer as Answer & { ok: true });
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
    const { credits, images } = priced;
    if (credits === 0) await carryOut(0);
    else put({ about: 'price', credits, images });
  };
  const left = limit === null ? undefined : Math.max(0, limit - spent);
  return (
    <span class={compact ? 'act compact' : 'act'}>
      <button
        type="button"
        class={primary ? 'primary' : undefined}
        disabled={disabled || busy}
        aria-busy={busy}
        title={compact ? command({}) : undefined}
        onClick={() => void begin()}
      >
        {busy ? `${label}…` : label}
        {hint && compact && <span class="visually-hidden">, {hint}</span>}
      </button>
      {!compact && (
        <code class="command" title="does the same on the command line">
          {command({})}
        </code>
      )}
      {hint && !compact && <span class="hint">{hint}</span>}
      <dialog ref={dialog} aria-label={label}>
        {question?.about === 'price' && (
          <Confirm
            title={label}
            command={command({ maxCost: question.credits })}
            yes={`Buy for ${credits(question.credits)}`}
            possible={left === undefined || left >= question.credits}
            onYes={() => void carryOut(question.credits)}
            onNo={() => dialog.current?.close()}
          >
            This buys {counted(question.images, 'picture')}, for <strong>{credits(question.credits)}</strong>.
            {left === undefined
              ? ' Spending is held; going on buys just this.'
              : left < question.credits
                ? ` Only ${credits(left)} are left of the limit; raise it first.`
                : ` ${credits(left)} are left of the limit.`}
          </Confirm>
        )}
        {question?.about === 'others' && (
          <Confirm
            title={label}
            command={command({ agreed: true })}
            yes="Change them too"
            possible
            onYes={() => void carryOut(question.credits, true)}
            onNo={() => dialog.current?.close()}
          >
            {sentence(question.message)} The same line of the manifest decides about them. Nothing was written
            yet.
          </Confirm>
        )}
      </dialog>
    </span>
  );
}

function Confirm({
  title,
  command,
  yes,
  possible,
  onYes,
  onNo,
  children,
}: {
  title: string;
  command: string;
  yes: string;
  possible: boolean;
  onYes: () => void;
  onNo: () => void;
  children: ComponentChildren;
}) {
  return (
    <>
      <h2>{title}</h2>
      <p>{children}</p>
      <p class="equal">
        <code>{command}</code>
      </p>
      <div class="row">
        <button type="button" class="primary" disabled={!possible} onClick={onYes}>
          {yes}
        </button>
        <button type="button" onClick={onNo}>
          Cancel
        </button>
      </div>
    </>
  );
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

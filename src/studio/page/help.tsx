import { useEffect, useRef } from 'preact/hooks';

const KEYS = [
  ['/', 'find'],
  ['← → ↑ ↓', 'go from picture to picture'],
  ['Enter', 'open'],
  ['Esc', 'back'],
  ['g', 'gallery'],
  ['e', 'explore this picture'],
  ['c', 'compare this picture'],
  ['p', 'in a grid: pin the picture'],
  ['1 2 3 4', 'comparing: side by side, slider, blink, difference'],
  ['Space', 'comparing: the other picture'],
  ['?', 'this'],
] as const;

/** The keys. */
export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl class="keys">
        {KEYS.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" class="row">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}

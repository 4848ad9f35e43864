import { useEffect, useState } from 'preact/hooks';
import { differenceWords } from '../../core/difference-words.ts';
import { COMMANDS } from '../commands.ts';
import type { Dossier, Shown } from '../shapes.ts';
import { Crumbs } from './crumbs.tsx';
import { hex } from './live-source.ts';
import { type Choice, MODES, type Mode, Pair } from './pair.tsx';
import { go } from './route.ts';
import { useLoaded, useStudio } from './studio-state.ts';

/** Two pictures of a target against each other. */
export function Compare({ id, one, other }: { id: string; one: string; other: string }) {
  const { source, board } = useStudio();
  const dossier = useLoaded(() => source.dossier(id), [source, id, board.revision]);
  const [mode, setMode] = useState<Mode>('side by side');
  useEffect(() => {
    const pressed = ({ key, target }: KeyboardEvent) => {
      if (target instanceof HTMLElement && target.matches('select')) return;
      const chosen = MODES[Number(key) - 1];
      if (chosen) setMode(chosen);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
  if (dossier === undefined) return <p class="empty">Looking…</p>;
  if (dossier instanceof Error) return <p class="empty">There is no picture {id}.</p>;
  const choices = choicesOf(dossier).filter(({ picture }) => source.picture(picture, 1280) !== '');
  const find = (wanted: string, index: number) =>
    choices.find(({ picture }) => hex(picture) === wanted) ?? choices[Math.min(index, choices.length - 1)];
  // The present picture is on the right: what it was, what it is.
  const left = find(one, 1);
  const right = find(other, 0);
  if (left === undefined || right === undefined || choices.length < 2)
    return (
      <article class="compare">
        <Crumbs id={id} here="Compare" />
        <p class="empty">
          There is only one picture of it yet. Explore it, make a draft, or change its recipe.
        </p>
      </article>
    );
  const pick = (which: 'one' | 'other') => (event: { currentTarget: HTMLSelectElement }) =>
    go({
      view: 'compare',
      id,
      one: hex(left.picture),
      other: hex(right.picture),
      [which]: event.currentTarget.value,
    });
  return (
    <article class="compare">
      <Crumbs id={id} here="Compare" />
      <div class="controls">
        <Pick label="Left" choices={choices} chosen={left} onPick={pick('one')} />
        <Pick label="Right" choices={choices} chosen={right} onPick={pick('other')} />
        <fieldset class="modes">
          <legend class="visually-hidden">How to compare</legend>
          {MODES.map((name, index) => (
            <button key={name} type="button" aria-pressed={mode === name} onClick={() => setMode(name)}>
              <kbd>{index + 1}</kbd> {name}
            </button>
          ))}
        </fieldset>
      </div>
      <Score one={left.picture} other={right.picture} />
      <Pair mode={mode} left={left} right={right} />
      <p class="equal">
        <code>{COMMANDS.diff({ revision: 'HEAD' })}</code>
      </p>
    </article>
  );
}

function Pick({
  label,
  choices,
  chosen,
  onPick,
}: {
  label: string;
  choices: readonly Choice[];
  chosen: Choice;
  onPick: (event: { currentTarget: HTMLSelectElement }) => void;
}) {
  return (
    <label>
      {label}
      <select value={hex(chosen.picture)} onChange={onPick}>
        {choices.map(({ label, picture }) => (
          <option key={picture.digest} value={hex(picture)}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

function Score({ one, other }: { one: Shown; other: Shown }) {
  const { source } = useStudio();
  const difference = useLoaded(() => source.compare(one, other), [source, one.digest, other.digest]);
  if (difference === undefined || difference instanceof Error) return null;
  return (
    <p class="score" role="status">
      <b>{difference.score.toFixed(3)}</b> {differenceWords(difference.score)} · structure{' '}
      {difference.structure.toFixed(3)} · colour {difference.colour.toFixed(3)}
      {difference.sameSize ? '' : ' · of different size'}
    </p>
  );
}

function choicesOf({ tile, final, drafts, past, candidates, explored }: Dossier): Choice[] {
  const all: Choice[] = [
    ...(tile.picture ? [{ label: 'now', picture: tile.picture }] : []),
    ...(final ? [{ label: 'final', picture: final.picture }] : []),
    ...drafts.map(({ profile, picture }) => ({ label: `draft (${profile})`, picture })),
    ...candidates,
    ...past
      .filter(({ held }) => held)
      .map(({ date, revision, picture }) => ({
        label: `${date.slice(0, 10)}, ${revision.slice(0, 8)}`,
        picture,
      })),
    ...explored.flatMap(({ number, label, picture }) =>
      picture ? [{ label: `${number}: ${label}`, picture }] : [],
    ),
  ];
  const seen = new Set<string>();
  return all.filter(({ picture: { digest } }) => !seen.has(digest) && seen.add(digest));
}

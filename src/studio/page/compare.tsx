import { useEffect, useState } from 'preact/hooks';
import { COMMANDS } from '../commands.ts';
import type { Difference, Dossier, Shown } from '../shapes.ts';
import { hex } from './live-source.ts';
import { go } from './route.ts';
import { useLoaded, useStudio } from './studio-state.ts';
import { Crumbs } from './target-page.tsx';

const MODES = ['side by side', 'slider', 'blink', 'difference'] as const;
type Mode = (typeof MODES)[number];

interface Choice {
  readonly label: string;
  readonly picture: Shown;
}

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

function Pair({ mode, left, right }: { mode: Mode; left: Choice; right: Choice }) {
  const { source } = useStudio();
  const [before, after] = [source.picture(left.picture, 1280), source.picture(right.picture, 1280)];
  switch (mode) {
    case 'side by side':
      return (
        <div class="pair">
          <figure>
            <img src={before} alt={left.label} />
            <figcaption>{left.label}</figcaption>
          </figure>
          <figure>
            <img src={after} alt={right.label} />
            <figcaption>{right.label}</figcaption>
          </figure>
        </div>
      );
    case 'slider':
      return <Slider before={before} after={after} left={left.label} right={right.label} />;
    case 'blink':
      return <Blink before={before} after={after} left={left.label} right={right.label} />;
    case 'difference': {
      const map = source.difference(left.picture, right.picture);
      return map === undefined ? (
        <div class="stage blend" role="img" aria-label="where the two differ, light on black">
          <img src={before} alt="" />
          <img src={after} alt="" class="over" />
        </div>
      ) : (
        <figure class="stage">
          <img src={map} alt="where the two differ: the warmer, the more" />
        </figure>
      );
    }
  }
}

interface Two {
  readonly before: string;
  readonly after: string;
  readonly left: string;
  readonly right: string;
}

/** One picture over the other, as far as the slider goes. */
function Slider({ before, after, left, right }: Two) {
  const [at, setAt] = useState(50);
  return (
    <div class="slider">
      <div class="stage">
        <img src={before} alt={left} />
        <img src={after} alt={right} class="over" style={{ clipPath: `inset(0 0 0 ${at}%)` }} />
        <span class="line" style={{ left: `${at}%` }} aria-hidden="true" />
      </div>
      <label>
        <span class="visually-hidden">How much of {left}</span>
        <input
          type="range"
          min="0"
          max="100"
          value={at}
          aria-valuetext={`${at} % ${left}`}
          onInput={({ currentTarget }) => setAt(Number(currentTarget.value))}
        />
      </label>
      <p class="ends">
        <span>{left}</span>
        <span>{right}</span>
      </p>
    </div>
  );
}

/** One after the other in the same place; by itself only for people who do not mind things that move. */
function Blink({ before, after, left, right }: Two) {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const [second, show] = useState(false);
  const [running, run] = useState(!calm);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => show((now) => !now), 700);
    return () => clearInterval(timer);
  }, [running]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== ' ' || (event.target as HTMLElement).matches('button, select')) return;
      event.preventDefault();
      run(false);
      show((now) => !now);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
  return (
    <div class="blink">
      <div class="stage">
        <img src={before} alt={second ? '' : left} aria-hidden={second} />
        <img
          src={after}
          alt={second ? right : ''}
          class={second ? 'over' : 'over hidden'}
          aria-hidden={!second}
        />
      </div>
      <div class="row">
        <button type="button" onClick={() => show(!second)}>
          {second ? right : left}
        </button>
        <button type="button" onClick={() => run(!running)}>
          {running ? 'Stop' : 'Blink'}
        </button>
      </div>
    </div>
  );
}

function Score({ one, other }: { one: Shown; other: Shown }) {
  const { source } = useStudio();
  const difference = useLoaded(() => source.compare(one, other), [source, one.digest, other.digest]);
  if (difference === undefined || difference instanceof Error) return null;
  return (
    <p class="score" role="status">
      <b>{difference.score.toFixed(3)}</b> {verdict(difference)} · structure {difference.structure.toFixed(3)}{' '}
      · colour {difference.colour.toFixed(3)}
      {difference.sameSize ? '' : ' · of different shape'}
    </p>
  );
}

function verdict({ score }: Difference): string {
  if (score === 0) return 'the same';
  if (score < 0.02) return 'hardly to be seen';
  if (score < 0.1) return 'a slight change';
  if (score < 0.3) return 'clearly another';
  return 'another picture';
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

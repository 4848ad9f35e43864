import { useEffect, useState } from 'preact/hooks';
import type { Shown } from '../shapes.ts';
import { useStudio } from './studio-state.ts';

/** Ways to look at two pictures, in the order of their keys. */
export const MODES = ['side by side', 'slider', 'blink', 'difference'] as const;
export type Mode = (typeof MODES)[number];

/** A picture and what it is called. */
export interface Choice {
  readonly label: string;
  readonly picture: Shown;
}

/** Two pictures in one of the ways. */
export function Pair({ mode, left, right }: { mode: Mode; left: Choice; right: Choice }) {
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

import { useState } from 'preact/hooks';
import { credits } from '../../core/words.ts';
import { COMMANDS } from '../commands.ts';
import type { Shown, ShownModel } from '../shapes.ts';
import { Act } from './act.tsx';
import { Crumbs } from './crumbs.tsx';
import { go } from './route.ts';
import { useLoaded, useStudio } from './studio-state.ts';
import { usePrice } from './use-price.ts';

/** A prompt against a model; what is good becomes a scene. */
export function Playground() {
  const { source, board } = useStudio();
  const workbench = useLoaded(() => source.workbench(), [source, board.revision]);
  const [asset, setAsset] = useState('');
  const [name, setName] = useState('new-scene');
  const [prompt, setPrompt] = useState('');
  const [model, setModel] = useState('');
  const [seed, setSeed] = useState(() => String(1 + Math.floor(Math.random() * 99_999)));
  const [tried, setTried] = useState<{ readonly of: string; readonly picture: Shown }>();
  const loaded = workbench === undefined || workbench instanceof Error ? undefined : workbench;
  const chosen = loaded?.models.find((each) => nameOf(each) === model);
  const attempt = {
    target: asset === '' ? name : `${asset}/${name}`,
    prompt,
    ...(chosen
      ? {
          provider: chosen.provider,
          operation: chosen.operation,
          ...(chosen.model === undefined ? {} : { model: chosen.model }),
        }
      : {}),
    ...(seed === '' ? {} : { seed: Number(seed) }),
  };
  const now = JSON.stringify(attempt);
  const price = usePrice('try', prompt.trim() === '' ? undefined : attempt);
  if (loaded === undefined) return <p class="empty">Looking…</p>;
  return (
    <article class="playground">
      <Crumbs here="Playground" />
      <div class="split">
        <form onSubmit={(event) => event.preventDefault()}>
          <label class="wide">
            Prompt
            <textarea
              rows={5}
              value={prompt}
              placeholder="What the picture shows"
              onInput={({ currentTarget }) => setPrompt(currentTarget.value)}
            />
          </label>
          <label>
            Model
            <select value={model} onChange={({ currentTarget }) => setModel(currentTarget.value)}>
              <option value="">as the manifest says</option>
              {loaded.models.map((each) => (
                <option key={nameOf(each)} value={nameOf(each)}>
                  {nameOf(each)}, {each.credits === 0 ? 'free' : credits(each.credits)}
                </option>
              ))}
            </select>
          </label>
          {chosen && <p class="hint">{chosen.summary}</p>}
          <label>
            Part of
            <select value={asset} onChange={({ currentTarget }) => setAsset(currentTarget.value)}>
              <option value="">nothing, a picture of its own</option>
              {loaded.assets.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          </label>
          <label>
            Name
            <input value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
          </label>
          <label>
            Seed
            <input
              type="number"
              min="1"
              max="4294967294"
              value={seed}
              onInput={({ currentTarget }) => setSeed(currentTarget.value)}
            />
          </label>
          <Act
            action="try"
            input={attempt}
            label="Try"
            primary
            disabled={prompt.trim() === ''}
            hint={price}
            command={({ maxCost }) => COMMANDS.try({ ...attempt, maxCost })}
            onDone={({ picture }) => setTried({ of: now, picture: picture as Shown })}
          />
        </form>
        <div class="result" aria-live="polite">
          {tried ? (
            <>
              <img src={source.picture(tried.picture, 1280)} alt={`What came of: ${prompt}`} />
              <Act
                action="keep"
                input={attempt}
                label={`Keep as ${attempt.target}`}
                disabled={tried.of !== now}
                hint={
                  tried.of === now
                    ? 'one line in the manifest; costs nothing again'
                    : 'changed since; try it first'
                }
                command={() => COMMANDS.try({ ...attempt, keep: true })}
                onDone={() => go({ view: 'target', id: attempt.target })}
              />
            </>
          ) : (
            <p class="empty">The picture comes here. The manifest stays as it is until you keep it.</p>
          )}
        </div>
      </div>
    </article>
  );
}

function nameOf({ provider, operation, model }: ShownModel): string {
  return [provider, operation, model].filter(Boolean).join(' ');
}

import { useState } from 'preact/hooks';
import { credits } from '../../core/words.ts';
import { COMMANDS } from '../commands.ts';
import type { Dossier, Shown } from '../shapes.ts';
import { Act } from './act.tsx';
import { addressOf } from './address.ts';
import { hex } from './live-source.ts';
import { go } from './route.ts';
import { useStudio } from './studio-state.ts';

/** What can be done with a target. */
export function TargetActions({ dossier }: { dossier: Dossier }) {
  const { board } = useStudio();
  const { tile, drafts, seedable } = dossier;
  const { id, state } = tile;
  const isProtected = tile.marks.includes('protected');
  return (
    <section class="actions" aria-label="What can be done">
      {state !== 'current' && (
        <Act
          action="build"
          input={{ patterns: [id] }}
          label="Build this"
          primary
          command={({ maxCost }) => COMMANDS.build({ patterns: [id], profile: board.profile, maxCost })}
          hint={tile.credits === 0 ? undefined : credits(tile.credits)}
        />
      )}
      <div class="ways">
        {seedable && (
          <a class="button" href={addressOf({ view: 'explore', id })}>
            Explore <kbd>e</kbd>
          </a>
        )}
        <a class="button" href={addressOf({ view: 'compare', id, one: '', other: '' })}>
          Compare <kbd>c</kbd>
        </a>
      </div>
      {seedable && (
        <Act
          action="reroll"
          input={{ id, agreed: false }}
          label="Another seed"
          command={({ maxCost, agreed }) => COMMANDS.reroll({ id, profile: board.profile, maxCost, agreed })}
        />
      )}
      {drafts.map(({ profile }) => (
        <Promote key={profile} id={id} profile={profile} />
      ))}
      <Approval dossier={dossier} />
      <Act
        action="protect"
        input={{ id, on: !isProtected, agreed: false }}
        label={isProtected ? 'Protect no longer' : 'Protect'}
        command={({ agreed }) => COMMANDS.protect({ id, on: !isProtected, agreed })}
      />
    </section>
  );
}

/** The final picture of a draft, and then both side by side. */
function Promote({ id, profile }: { id: string; profile: string }) {
  const [fromDraft, begin] = useState(false);
  return (
    <div class="with-choice">
      <Act
        action="promote"
        input={{ id, profile, fromDraft }}
        label={`Make the final of the ${profile}`}
        hint={fromDraft ? 'begins with the draft' : 'made anew; its composition will differ'}
        command={({ maxCost }) => COMMANDS.promote({ id, profile, fromDraft, maxCost })}
        onDone={({ draft, final }) => {
          const [one, other] = [draft, final] as (Shown | undefined)[];
          if (one && other && one.digest !== other.digest)
            go({ view: 'compare', id, one: hex(one), other: hex(other) });
        }}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={fromDraft}
          onChange={({ currentTarget }) => begin(currentTarget.checked)}
        />
        Begin with the draft
      </label>
    </div>
  );
}

/** Of the picture that is published, also where a draft is looked at. */
function Approval({ dossier: { tile, approval, final } }: { dossier: Dossier }) {
  const { board } = useStudio();
  const [by, setBy] = useState('');
  const { id } = tile;
  const draft = board.profile !== undefined;
  const given = draft ? final?.approval : approval;
  if (draft ? final === undefined : tile.state !== 'current') return null;
  if (given)
    return (
      <Act
        action="approve"
        input={{ id, revoke: true }}
        label="Take the approval back"
        hint={given.by ? `approved by ${given.by}` : 'approved'}
        command={() => COMMANDS.revoke({ id })}
      />
    );
  return (
    <div class="with-name">
      <input
        aria-label="Approved by"
        placeholder="your name (optional)"
        value={by}
        onInput={({ currentTarget }) => setBy(currentTarget.value)}
      />
      <Act
        action="approve"
        input={{ id, ...(by === '' ? {} : { by }) }}
        label={draft ? 'Approve the final' : 'Approve'}
        command={() => COMMANDS.approve({ id, by })}
      />
    </div>
  );
}

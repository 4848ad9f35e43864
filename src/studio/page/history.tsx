import type { Dossier } from '../shapes.ts';
import { addressOf } from './address.ts';
import { hex } from './live-source.ts';
import { useStudio } from './studio-state.ts';

/** Pictures that a target had, has as a draft, or could have. */
export function History({ dossier: { tile, past, candidates, drafts, final } }: { dossier: Dossier }) {
  const { source } = useStudio();
  const present = tile.picture;
  const entries = [
    ...(final ? [{ label: 'final', note: '', picture: final.picture, held: true }] : []),
    ...drafts.map(({ profile, picture }) => ({ label: 'draft', note: profile, picture, held: true })),
    ...candidates.map(({ label, picture }) => ({ label, note: '', picture, held: true })),
    ...past.map(({ revision, date, subject, picture, held }) => ({
      label: date.slice(0, 10),
      note: `${revision.slice(0, 8)} ${subject}`,
      picture,
      held,
    })),
  ].filter(({ picture }) => picture.digest !== present?.digest);
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby="history">
      <h2 id="history">Other pictures of it</h2>
      <ul class="strip-of-pictures">
        {entries.map(({ label, note, picture, held }) => {
          const address = held ? source.picture(picture, 320) : '';
          return (
            <li key={`${label}${picture.digest}`}>
              {address ? (
                <a
                  href={
                    present
                      ? addressOf({ view: 'compare', id: tile.id, one: hex(picture), other: hex(present) })
                      : source.picture(picture)
                  }
                >
                  <span class="picture">
                    <img src={address} alt={`${label} ${note}`} loading="lazy" />
                  </span>
                </a>
              ) : (
                <span class="picture">
                  <span class="absent">not in the store</span>
                </span>
              )}
              <b>{label}</b>
              <span>{note}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

import { classifyColour } from '../../dist/renditions/chroma.js';
import { summarize } from './front.js';
import { CLASSES, nameOf } from './settings.js';

/**
 * Rows of the choice by the picture: those of each picture's class, and the time that the choice takes. They are put
 * together from what was measured, so that other thresholds can be told without measuring again.
 */
export function chosenRows(rows, pictures, effort, classOf = (picture) => picture.class) {
  const chosen = [];
  for (const picture of pictures) {
    const wanted = nameOf(effort, CLASSES[classOf(picture)]);
    const row = rows.find(
      ({ candidate, name, width }) =>
        candidate === wanted && name === picture.name && width === picture.width,
    );
    if (row === undefined) continue;
    chosen.push({
      ...row,
      candidate: `effort ${effort}, by picture`,
      found: { ...row.found, cpu: row.found.cpu + picture.choiceCpu },
    });
  }
  return chosen;
}

/** What the installed version asks of the mean for `plain-colour`, in steps of half a decibel. */
const INSTALLED = Array.from({ length: 41 }, (_, index) => 30 + index / 2).find(
  (halved) => classifyColour({ halved, halvedWorst: 99, still: 0 }) === 'plain-colour',
);

/** What other thresholds for `plain-colour` come to at effort 3. */
export function thresholds(rows, pictures) {
  return [49, 48, 47, 46, 45, 44].map((decibels) => {
    const shifted = (picture) =>
      classifyColour({ ...picture, halved: picture.halved + INSTALLED - decibels });
    const moved = pictures.filter((picture) => shifted(picture) !== picture.class);
    return {
      decibels,
      installed: decibels === INSTALLED,
      moved: moved.map(({ name, width }) => `${name} ${width}`).join(', '),
      ...summarize(chosenRows(rows, pictures, 3, shifted)),
    };
  });
}

/** Room 11: looking at pictures side by side: how much two differ, what a target was before, what stands out of a set. */
export { historyOf, type PastMaster } from './history.ts';
export { comparePictures, heatMap, METRIC, type PictureDifference } from './picture-difference.ts';
export { type SetReport, setConsistency } from './set-consistency.ts';

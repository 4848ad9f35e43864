/** Room 11: looking at pictures side by side: how much two differ, what a target was before, what stands out of a set, and all of them on a sheet. */
export { type DiffedTarget, diffProject, type ProjectDiff } from './diff.ts';
export { DIFF_REPORT } from './diff-page.ts';
export { becauseText, differenceText, summaryOf } from './diff-words.ts';
export { driftProject, type ProjectDrift, USUAL_THRESHOLD } from './drift.ts';
export { DRIFT_REPORT } from './drift-page.ts';
export { driftSummary, driftText } from './drift-words.ts';
export { historiesOf, historyOf, type PastMaster } from './history.ts';
export { comparePictures, heatMap, type PictureDifference } from './picture-difference.ts';
export {
  type ConsistencyOptions,
  type SetReport,
  setConsistency,
} from './set-consistency.ts';
export { drawSheetOf, USUAL_SHEET } from './sheet.ts';

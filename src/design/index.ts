/** Room 10: choosing: grids of pictures of one target, sheets to look at, and the choice written into the manifest. */
export { adopt, release } from './adopt.ts';
export { type Approved, approve, revokeApproval } from './approve.ts';
export { CELL_LIMIT, labelOf } from './cells.ts';
export { type Exploration, explorationOf, withoutSeed } from './exploration.ts';
export { explore, exploredCells } from './explore.ts';
export { refuseFrozen } from './frozen.ts';
export { gridOf } from './grid.ts';
export { move } from './move.ts';
export { type Pin, pin } from './pin.ts';
export { type Promotion, promote, promotionOf } from './promote.ts';
export { protect } from './protect.ts';
export { reroll } from './reroll.ts';
export { type Attempt, keepTrial, type Trial, trialOf, tryPicture } from './trial.ts';

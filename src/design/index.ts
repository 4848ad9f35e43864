/** Room 10: choosing: grids of pictures of one target, sheets to look at, and the choice written into the manifest. */
export { type Adopted, type AdoptRequest, adopt, type Released, release } from './adopt.ts';
export { type ApprovalRequest, type Approved, approve, revokeApproval } from './approve.ts';
export { CELL_LIMIT, type Cell, type Choice, labelOf } from './cells.ts';
export type { ChangeOptions } from './change-lock.ts';
export { type Exploration, explorationOf, withoutSeed } from './exploration.ts';
export { type Explored, explore, exploredCells } from './explore.ts';
export { type Grid, gridOf } from './grid.ts';
export { type Move, type Moved, move } from './move.ts';
export { type Pin, type Pinned, pin } from './pin.ts';
export { type Promoted, type Promotion, type PromotionWish, promote, promotionOf } from './promote.ts';
export { type Protected, type Protection, protect } from './protect.ts';
export { type Rerolled, reroll } from './reroll.ts';
export { type Attempt, type Kept, keepTrial, type Trial, type Tried, trialOf, tryPicture } from './trial.ts';
export type { Written } from './write-manifest.ts';

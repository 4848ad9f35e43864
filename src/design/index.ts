/** Room 10: choosing: grids of pictures of one target, sheets to look at, and the choice written into the manifest. */
export { type Axis, CELL_LIMIT, type Choice, cellsOf, parseAxis, seedsFrom } from './cells.ts';
export { type Exploration, explorationOf } from './exploration.ts';
export { type Explored, type ExploreRequest, explore, exploredCells } from './explore.ts';
export { type Pin, type Pinned, pin } from './pin.ts';
export { type Rerolled, reroll } from './reroll.ts';

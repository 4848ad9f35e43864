export { ANSWERS_FILE, type Answers, decodeAnswer, encodeAnswers } from './answers.ts';
export { environmentDigest, hasSameEnvironment } from './environment.ts';
export { absentOf, isAsBefore, isStill, look, placeOf } from './look.ts';
export { decodeSettled, encodeSettled, SETTLED_FILE, type Settled } from './settled.ts';

export * from '../../core/words.ts';
export { reasonText } from '../../plan/index.ts';

/** Room 6: masters and renditions by digest, the journal of money, and the lock that keeps processes apart. */
export { type Claim, type ClaimEnd, type Claims, claimsOf, type Standing } from './claims.ts';
export { diskStore, masterFile } from './disk-store.ts';
export { removeFile, sweepTemporary, syncFolder, writeDurable, writeWhole } from './durable-file.ts';
export { digestOfFile, type ExaminedFile, type ExamineWish, storeFiles } from './examine-store.ts';
export {
  diskJournal,
  isOrdered,
  type Journal,
  type LedgerRecord,
  type PendingPurchase,
  type ReceivedPicture,
  type SpoiltRecord,
} from './journal.ts';
export { layeredStore } from './layered-store.ts';
export { memoryStore } from './memory-store.ts';
export { type HeldProject, holdOrLook, holdProject, LOCK_TIMEOUT } from './project-lock.ts';
export { type BoughtPicture, diskRescue, type Rescue } from './rescue.ts';
export { reasonOf, type SharedState, type SharedStore, sharedStore } from './shared-store.ts';
export { perhapsSoFar, purchaseName, purchases, type Spent, spentSoFar } from './spending.ts';
export type { DamagedFile, KeptGeneration, ReadTrouble, Sibling, Store, StoredMaster } from './store.ts';

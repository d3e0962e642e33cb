export { type Claim, claimDraft } from './claim'
export { Keeper, type SaveState, sameBytes, sameFiles } from './keeper'
export { type Draft, type DraftFile, type KeptDatabase, type Progress, Store } from './store'

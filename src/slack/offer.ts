import type { Db } from '../db/connect.ts'
import type { Library, OfferedAnalysis } from '../prompts/library.ts'
import type { PlacedShare } from './offer-analyses.ts'

export interface Fitting {
  /** To be started at once. */
  start: OfferedAnalysis | null
  /** To be offered. */
  ask: OfferedAnalysis[]
  /** No analysis reads it. */
  isUnreadable: boolean
}

/** Which analyses a shared file is for: those that read its kind, as the channel's rule for that kind narrows them. */
export async function fittingAnalyses(
  { db, library }: { db: Db; library: Library },
  share: Pick<PlacedShare, 'team_id' | 'channel_id' | 'kind'>,
): Promise<Fitting> {
  const { kind } = share
  const fitting = library.offered.filter(({ fits }) => kind !== null && fits.includes(kind))
  void db
  return { start: null, ask: fitting, isUnreadable: fitting.length === 0 }
}

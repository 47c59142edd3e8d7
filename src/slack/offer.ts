import type { Db } from '../db/connect.ts'
import type { Library, OfferedAnalysis } from '../prompts/library.ts'
import { ruleFor } from './channel-rules.ts'
import type { PlacedShare } from './offer-analyses.ts'

export interface Fitting {
  /** All that read a file of this kind. */
  fits: OfferedAnalysis[]
  /** The one to be started at once, as the channel's rule says. */
  start: OfferedAnalysis | null
  /** Those to be offered. */
  ask: OfferedAnalysis[]
  /** Nothing is to be said about it. */
  isIgnored: boolean
}

/** Which analyses a shared file is for: those that read its kind, narrowed by the channel's rule for that kind. */
export async function fittingAnalyses(
  { db, library }: { db: Db; library: Library },
  share: Pick<PlacedShare, 'team_id' | 'channel_id' | 'kind'>,
): Promise<Fitting> {
  const { kind, team_id: teamId, channel_id: channelId } = share
  const fits = library.offered.filter((analysis) => kind !== null && analysis.fits.includes(kind))
  const rule = await ruleFor(db, { teamId, channelId, kind })
  // One that is gone, or reads this kind no more, cannot be meant.
  const meant = fits.filter(({ name }) => name === rule.analysis)
  const ask = meant.length > 0 ? meant : fits
  switch (rule.mode) {
    case 'ignore':
      return { fits, start: null, ask: [], isIgnored: true }
    case 'start':
      return { fits, start: meant[0] ?? null, ask: meant.length > 0 ? [] : fits, isIgnored: false }
    case 'ask':
      // Pictures are shared in channels for many reasons; nobody wants to be asked about each.
      if (kind === 'image' && rule.analysis === null && !channelId.startsWith('D'))
        return { fits, start: null, ask: [], isIgnored: true }
      return { fits, start: null, ask, isIgnored: false }
  }
}

import { startTask, type StartTaskDeps } from '../tasks/start-task.ts'
import type { PlacedShare } from './offer-analyses.ts'

/** The key of the task for a shared file: one per share and analysis, however it was started. */
export function offerKey(fileShareId: string, analysis: string): string {
  return `share:${fileShareId}:${analysis}`
}

/** Starts an analysis of a shared file in its thread. */
export async function startOffered(
  deps: StartTaskDeps,
  { share, analysis, requestedBy }: { share: PlacedShare; analysis: string; requestedBy: string },
): Promise<void> {
  await startTask(deps, {
    dedupeKey: offerKey(share.id, analysis),
    analysis,
    variables: {},
    source: { kind: 'slack-file', fileId: share.file_id, fileName: share.file_name ?? 'file' },
    requestedBy,
    teamId: share.team_id,
    channelId: share.channel_id,
    threadTs: share.thread_ts,
  })
}

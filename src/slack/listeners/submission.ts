import type { App } from '@slack/bolt'
import type { Logger } from '../../log.ts'
import { startTask, type StartTaskDeps } from '../../tasks/start-task.ts'
import { analysisModal, missingFile, notSaved, readModal } from '../modal.ts'

/** A filled-in form becomes a task. Acknowledged after the write, so that what could not be kept stays on the screen. */
export function listenForSubmissions(app: App, deps: StartTaskDeps & { log: Logger }): void {
  app.view(analysisModal, async ({ ack, body, view }) => {
    const answers = readModal(view)
    if (!answers.file) return ack({ response_action: 'errors', errors: missingFile })
    try {
      await startTask(deps, {
        dedupeKey: `view:${view.id}`,
        analysis: answers.analysis,
        variables: answers.variables,
        source: { kind: 'slack-file', fileId: answers.file.id, fileName: answers.file.name },
        requestedBy: body.user.id,
        teamId: body.team?.id ?? '',
        channelId: answers.channelId,
        threadTs: null,
      })
    } catch (error) {
      deps.log.error({ err: error }, 'form could not be saved')
      return ack({ response_action: 'errors', errors: notSaved })
    }
    return ack()
  })
}

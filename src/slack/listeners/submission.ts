import type { App, ViewOutput } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import { AppError } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { wrongVariables } from '../../prompts/check-variables.ts'
import type { Analysis } from '../../prompts/library.ts'
import type { StartTaskDeps } from '../../tasks/start-task.ts'
import { OverLimit } from '../../tasks/user-limit.ts'
import { blocks, formId } from '../form/form.ts'
import { personValue } from '../form/form-fields.ts'
import { readForm, type FormAnswers } from '../form/read-form.ts'
import { startFromForm } from '../form/start-from-form.ts'

/** A filled-in form becomes tasks. Acknowledged after the write, so that what could not be kept stays on the screen. */
export function listenForSubmissions(app: App, deps: StartTaskDeps & { log: Logger }): void {
  app.view(formId, async ({ ack, body, view, client }) => {
    const answers = readForm(view)
    const analysis = deps.library.find(answers.form.analysis)
    if (!analysis)
      return ack({
        response_action: 'errors',
        errors: inFirst(view, 'This analysis is gone. Please start anew.'),
      })
    const errors = problemsOf(analysis, answers)
    if (Object.keys(errors).length > 0) return ack({ response_action: 'errors', errors })
    try {
      const variables = await withNames(client, analysis, answers.variables)
      const by = { userId: body.user.id, teamId: body.team?.id ?? '', viewId: view.id }
      await startFromForm(deps, { ...answers, variables }, by)
    } catch (error) {
      if (error instanceof OverLimit)
        return ack({ response_action: 'errors', errors: inFirst(view, error.userMessage) })
      deps.log.error({ err: error }, 'form could not be saved')
      const isRemoved = error instanceof AppError && error.code === 'document_removed'
      const text = isRemoved
        ? error.userMessage
        : 'This could not be saved just now. Please press Analyse again.'
      return ack({ response_action: 'errors', errors: inFirst(view, text) })
    }
    await ack()
    if (answers.isPrivate) await sayWhere(client, body.user.id, answers)
  })
}

// Nothing is to be seen where the form was opened.
async function sayWhere(client: WebClient, userId: string, { channelId, form }: FormAnswers): Promise<void> {
  const text = 'Only you see the result: it comes in a direct message from me.'
  const thread = form.threadTs === null ? {} : { thread_ts: form.threadTs }
  await client.chat
    .postEphemeral({ channel: channelId ?? '', user: userId, text, ...thread })
    // A courtesy; the result comes all the same.
    .catch(() => undefined)
}

function problemsOf(analysis: Analysis, answers: FormAnswers): Record<string, string> {
  const wrong = Object.entries(wrongVariables(analysis, answers.variables))
  const errors = Object.fromEntries(wrong.map(([name, problem]) => [name, `This ${problem}.`]))
  if (answers.form.again || answers.files.length > 0) return errors
  const field = answers.form.files.length > 0 ? blocks.files : blocks.document
  return { ...errors, [field]: 'Please choose the document to analyse.' }
}

// Slack shows an error at a field only.
function inFirst(view: ViewOutput, text: string): Record<string, string> {
  const field = view.blocks.find((block) => block.type === 'input')
  return field?.block_id ? { [field.block_id]: text } : {}
}

// Prompts are read by models and people: they need names. One that cannot be had is no reason to stop.
async function withNames(
  client: WebClient,
  { variables }: Analysis,
  given: Record<string, string>,
): Promise<Record<string, string>> {
  const people = variables.filter(({ name, type }) => type === 'person' && given[name])
  const named = await Promise.all(
    people.map(async ({ name }) => {
      const id = given[name] ?? ''
      const { user } = await client.users.info({ user: id }).catch(() => ({ user: undefined }))
      return [name, personValue({ id, name: user?.profile?.real_name ?? user?.real_name ?? '' })]
    }),
  )
  return { ...given, ...Object.fromEntries(named) }
}

import type { ActionsBlock, Button, ConfirmationDialog, KnownBlock, StaticSelect } from '@slack/types'
import { scoreNames } from '../../evals/score-task.ts'
import { maxVariations } from '../../tasks/add-variations.ts'
import { keepButton } from './example.ts'
import { areAnswersHidden } from './answers.ts'
import { detailsPages } from './details.ts'
import { isShortened, pickFindings } from './pick-findings.ts'
import { needsReport } from './needs-report.ts'
import type { TaskView } from '../../tasks/task-view.ts'

export const detailsAction = 'show-details'
export const reportAction = 'full-report'
export const retryAction = 'retry-task'
export const rerunAction = 'rerun-task'
export const moreAction = 'more-answers'

/** So many answers are added at a time. */
export const moreAnswers = 2
export const shareAction = 'share-task'
export const scoreAction = 'score-task'

/** All that can be done with a task that has ended, in one row. */
export function endButtons(view: TaskView): KnownBlock[] {
  return row([
    ...shareButton(view),
    ...detailsButton(view),
    ...reportButton(view),
    ...retryButton(view),
    rerunButton(view),
    ...moreButton(view),
    // Of a vote the result stands below, with its own.
    ...(view.ballot ? [] : keepButton(view)),
    scoreSelect(view),
  ])
}

// What people think of results is what prompts are measured by.
function scoreSelect({ id }: TaskView): StaticSelect {
  const options = [5, 4, 3, 2, 1].map((score) => ({
    text: { type: 'plain_text' as const, text: `${score} ${scoreNames[score] ?? ''}` },
    value: `${id}:${score}`,
  }))
  return {
    type: 'static_select',
    action_id: scoreAction,
    placeholder: { type: 'plain_text', text: 'Score it' },
    options,
  }
}

/** What others can do with one that was shared with them. */
export function sharedButtons(view: TaskView): KnownBlock[] {
  return row(detailsButton(view))
}

/** What can be done with one that has no result. */
export function failureButtons(view: TaskView): KnownBlock[] {
  return row([...retryButton(view), rerunButton(view)])
}

/** Nothing where nothing failed. */
export function retryButtons(view: TaskView): KnownBlock[] {
  return row(retryButton(view))
}

function row(elements: (Button | StaticSelect)[]): ActionsBlock[] {
  return elements.length === 0 ? [] : [{ type: 'actions', elements }]
}

function detailsButton(view: TaskView): Button[] {
  const { featured, rest } = pickFindings(view.findings)
  const page = detailsPages(view).restFrom
  if (rest.length > 0) {
    return [button(detailsAction, `Show ${rest.length} with quotes`, `${view.id}:${page}`)]
  }
  const isMore = featured.some(isShortened) || areAnswersHidden(view)
  return isMore ? [button(detailsAction, 'Show in full', `${view.id}:0`)] : []
}

function reportButton(view: TaskView): Button[] {
  const isThere = view.reportAsked || needsReport(view)
  const isEmpty = view.findings.length === 0 && !areAnswersHidden(view)
  return isThere || isEmpty ? [] : [button(reportAction, 'Full report', view.id)]
}

function retryButton(view: TaskView): Button[] {
  const failed = view.subtasks.filter((subtask) => subtask.state === 'failed').length
  if (failed === 0 && view.error?.code !== 'budget_exceeded') return []
  return [button(retryAction, failed > 0 ? 'Try the failed part again' : 'Try again', view.id)]
}

export function rerunButton(view: TaskView): Button {
  return button(rerunAction, 'Run again…', view.id)
}

// While the text is still to be chosen, or there is nothing yet to compare it with.
function moreButton({ id, variations, ballot }: TaskView): Button[] {
  const isSettled = ballot !== null && ballot.state !== 'open'
  if (isSettled || variations + moreAnswers > maxVariations) return []
  return [button(moreAction, 'Two more answers', id)]
}

function shareButton({ id, origin }: TaskView): Button[] {
  if (!origin || origin.isShared) return []
  const confirm: ConfirmationDialog = {
    title: { type: 'plain_text', text: 'Share this result?' },
    text: { type: 'mrkdwn', text: `Everybody in <#${origin.channelId}> will see it.` },
    confirm: { type: 'plain_text', text: 'Share' },
    deny: { type: 'plain_text', text: 'Not now' },
  }
  return [{ ...button(shareAction, 'Share where I asked', id), style: 'primary', confirm }]
}

function button(actionId: string, text: string, value: string): Button {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text }, value }
}

import type { RichTextBlock } from '@slack/types'
import type { TaskView } from '../../tasks/task-view.ts'
import { bold, plain, richText, section, shorten } from './rich-text.ts'

const maxSummaryCharacters = 1800
const maxAnswerCharacters = 400

/** What the answers say: in brief the summary, and each part's own answer only where there is none. */
export function answerBlocks(view: TaskView, form: 'brief' | 'whole'): RichTextBlock[] {
  const answers = [
    ...summaries(view),
    ...(form === 'whole' || view.summaries.length === 0 ? parts(view) : []),
  ]
  if (form === 'whole') return answers.flatMap(inPieces)
  const max =
    view.summaries.length > 0 ? Math.floor(maxSummaryCharacters / view.summaries.length) : maxAnswerCharacters
  const shown = answers
    .slice(0, 12)
    .map(({ label, text }) => section(...labelled(label, shorten(text, Math.max(max, 100)))))
  return shown.length === 0 ? [] : [richText(...shown)]
}

/** Whether the brief form leaves some of them out, or cuts it. */
export function areAnswersHidden(view: TaskView): boolean {
  const hidden = view.summaries.length > 0 ? parts(view).length : 0
  return (
    hidden > 0 || [...summaries(view), ...parts(view)].some(({ text }) => text.length > maxAnswerCharacters)
  )
}

interface Answer {
  label: string
  text: string
}

function summaries({ summaries: texts }: TaskView): Answer[] {
  return texts.filter((text) => text.trim() !== '').map((text) => ({ label: '', text }))
}

function parts({ subtasks, chosen }: TaskView): Answer[] {
  return subtasks
    .filter(({ kind, variation }) => kind === 'part' && variation === chosen)
    .flatMap(({ title, answer }) =>
      answer === null || answer.trim() === '' ? [] : [{ label: title, text: answer }],
    )
}

// Each in a block of its own, so that they can be cut into pages.
function inPieces({ label, text }: Answer): RichTextBlock[] {
  const pieces = text.match(/[\s\S]{1,3000}/gu) ?? []
  return pieces.map((piece, index) => richText(section(...labelled(index === 0 ? label : '', piece))))
}

function labelled(label: string, text: string) {
  return label === '' ? [plain(`${text}\n`)] : [bold(`${shorten(label, 120)}: `), plain(`${text}\n`)]
}

import type { ActionsBlock, Button, KnownBlock } from '@slack/types'
import { readableKinds } from '../../documents/file-name.ts'
import type { Analysis } from '../../prompts/library.ts'
import { bold, plain, richText, section, shorten } from './rich-text.ts'

export const startAnalysisAction = 'start-analysis'
export const openFormAction = 'start-form'

/** A shared file, and what can be asked of it. */
export interface Offered {
  fileName: string
  /** It cannot be read, and that is to be said. */
  isRefused: boolean
  open: Pick<Analysis, 'name' | 'title'>[]
  started: { title: string; by: string }[]
}

/** The question under files that were shared: what shall be done with them. Nothing where there is nothing to ask. */
export function offerBlocks(offerId: string, files: Offered[]): KnownBlock[] {
  const asked = files.filter(({ open }) => open.length > 0)
  const analyses = uniqueByName(asked.flatMap(({ open }) => open))
  return [
    ...(asked.length > 0 ? [questionBlock(asked)] : []),
    ...startedBlocks(files),
    ...files.filter(({ isRefused }) => isRefused).map(unreadableBlock),
    ...(asked.length > 0 ? [buttons(offerId, analyses, asked)] : []),
  ]
}

function questionBlock(files: Offered[]): KnownBlock {
  const [file] = files
  if (file && files.length === 1)
    return richText(section(plain('What shall I do with '), bold(shorten(file.fileName, 200)), plain('?')))
  return richText(section(plain(`What shall I do with these ${files.length} files?`)), {
    type: 'rich_text_list',
    style: 'bullet',
    elements: files.map(({ fileName }) => section(plain(shorten(fileName, 200)))),
  })
}

function startedBlocks(files: Offered[]): KnownBlock[] {
  return files.flatMap(({ fileName, started }) =>
    started.map(({ title, by }) =>
      richText(
        section(
          { type: 'user', user_id: by },
          plain(' started '),
          bold(title),
          ...(files.length > 1 ? [plain(` of ${shorten(fileName, 200)}`)] : []),
          plain('.'),
        ),
      ),
    ),
  )
}

function unreadableBlock({ fileName }: Offered): KnownBlock {
  return richText(
    section(plain('I cannot read '), bold(shorten(fileName, 200)), plain(`. I read ${readableKinds}.`)),
  )
}

function buttons(
  offerId: string,
  analyses: Pick<Analysis, 'name' | 'title'>[],
  files: Offered[],
): ActionsBlock {
  const starting = analyses.slice(0, 20).map(({ name, title }, index): Button => ({
    type: 'button',
    action_id: `${startAnalysisAction}:${name}`,
    text: { type: 'plain_text', text: shorten(`${title}${ofWhich(name, files)}`, 75) },
    value: offerId,
    ...(index === 0 ? { style: 'primary' } : {}),
  }))
  const form: Button = {
    type: 'button',
    action_id: openFormAction,
    text: { type: 'plain_text', text: 'With details…' },
    value: offerId,
  }
  return { type: 'actions', elements: [...starting, form] }
}

// Not every analysis is for every file.
function ofWhich(analysis: string, files: Offered[]): string {
  if (files.length === 1) return ''
  const fitting = files.filter(({ open }) => open.some(({ name }) => name === analysis))
  const [only] = fitting
  return fitting.length === 1 && only ? ` of ${only.fileName}` : ` of all ${fitting.length}`
}

function uniqueByName<T extends { name: string }>(all: T[]): T[] {
  return all.filter(({ name }, index) => all.findIndex((each) => each.name === name) === index)
}

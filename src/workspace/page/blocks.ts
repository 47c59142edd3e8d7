import { h, type JSX } from 'preact'
import type { ContextBlock, KnownBlock, PlanBlock, SectionBlock, TaskCardBlock } from '@slack/types'
import type { TakeAction } from '../client-protocol.ts'
import { ActionElement } from './action-elements.ts'
import type { AnyElement } from './element-value.ts'
import { Mrkdwn } from './mrkdwn.ts'
import { RichText } from './rich-text.ts'
import { Plain } from './plain.ts'
import { Table } from './table.ts'
import { TextObject } from './text-object.ts'

export type Container = TakeAction['container']

/** Blocks of a message or of a view's read-only part. */
export function Blocks({ blocks, container }: { blocks: KnownBlock[]; container: Container }): JSX.Element {
  return h(
    'div',
    { class: 'blocks' },
    blocks.map((block, index) => h(BlockView, { block, container, key: block.block_id ?? index })),
  )
}

export function BlockView({ block, container }: { block: KnownBlock; container: Container }): JSX.Element {
  switch (block.type) {
    case 'section':
      return h(Section, { block, container })
    case 'header':
      return h('h3', null, h(Plain, { text: block.text.text }))
    case 'divider':
      return h('hr', null)
    case 'context':
      return h(Context, { block })
    case 'actions':
    case 'context_actions':
      return h(
        'div',
        { class: 'actions' },
        block.elements.map((element) =>
          h(ActionElement, { element: element as AnyElement, blockId: block.block_id ?? '', container }),
        ),
      )
    case 'rich_text':
      return h(RichText, { block })
    case 'table':
      return h(Table, { block })
    case 'plan':
      return h(Plan, { block })
    case 'task_card':
      return h('ul', { class: 'plan-tasks' }, h(TaskCard, { card: block }))
    case 'image':
      return h(
        'figure',
        null,
        h('img', { src: 'image_url' in block ? block.image_url : '', alt: block.alt_text }),
      )
    case 'markdown':
      return h('p', { class: 'text' }, h(Mrkdwn, { text: block.text }))
    default:
      return h('p', { class: 'muted' }, `This page does not show blocks of type ${block.type}.`)
  }
}

function Section({ block, container }: { block: SectionBlock; container: Container }): JSX.Element {
  const accessory = block.accessory && 'action_id' in block.accessory ? block.accessory : null
  return h(
    'div',
    { class: 'section' },
    h(
      'div',
      null,
      block.text ? h('p', { class: 'text' }, h(TextObject, { text: block.text })) : null,
      block.fields
        ? h(
            'div',
            { class: 'fields' },
            block.fields.map((field) => h('p', { class: 'text' }, h(TextObject, { text: field }))),
          )
        : null,
    ),
    accessory ? h(ActionElement, { element: accessory, blockId: block.block_id ?? '', container }) : null,
  )
}

function Context({ block }: { block: ContextBlock }): JSX.Element {
  return h(
    'p',
    { class: 'context' },
    block.elements.map((element) =>
      element.type === 'image'
        ? h('img', { src: 'image_url' in element ? element.image_url : '', alt: element.alt_text })
        : h(TextObject, { text: element }),
    ),
  )
}

function Plan({ block }: { block: PlanBlock }): JSX.Element {
  const tasks = (block.tasks ?? []) as TaskCardBlock[]
  return h(
    'div',
    { class: 'plan' },
    h('p', { class: 'plan-title' }, block.title),
    h(
      'ul',
      { class: 'plan-tasks' },
      tasks.map((card) => h(TaskCard, { card, key: card.task_id })),
    ),
  )
}

const statusText = { pending: 'waiting', in_progress: 'running', complete: 'done', error: 'failed' }

function TaskCard({ card }: { card: TaskCardBlock }): JSX.Element {
  return h(
    'li',
    { class: `task ${card.status}`, 'data-status': card.status },
    h('span', { class: 'task-sign', role: 'img', 'aria-label': statusText[card.status] }),
    h('span', { class: 'task-title' }, card.title),
    card.output ? h(RichText, { block: card.output }) : null,
    card.details
      ? h('details', null, h('summary', null, 'Details'), h(RichText, { block: card.details }))
      : null,
  )
}

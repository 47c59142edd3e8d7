import type { KnownBlock } from '@slack/types'
import { bold, plain, richText, section, shorten } from './rich-text.ts'

export const chooseDocumentAction = 'ask-document'

export interface Choice {
  messageId: string
  documents: { id: string; fileName: string }[]
}

/** Which of a thread's documents a question is about. */
export function chooseDocumentBlocks({ messageId, documents }: Choice): KnownBlock[] {
  return [
    richText(section(plain('There are several documents in this thread. Which one do you ask about?'))),
    {
      type: 'actions',
      elements: documents.slice(0, 25).map(({ id, fileName }, index) => ({
        type: 'button' as const,
        action_id: `${chooseDocumentAction}:${index}`,
        text: { type: 'plain_text' as const, text: shorten(fileName, 75) },
        value: `${messageId}:${id}`,
      })),
    },
  ]
}

/** The same once it is said. */
export function chosenDocumentBlocks(fileName: string): KnownBlock[] {
  return [richText(section(plain('You ask about '), bold(shorten(fileName, 200)), plain('.')))]
}

import type { Document, DocumentWarning } from './document.ts'
import { shortened } from './hidden-warning.ts'

/** How people write to a model rather than to each other. Contracts speak of instructions too, but not of ignoring those above. */
const patterns = [
  /\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|preceding|foregoing|system|your|all|any)\b[^.\n]{0,30}\b(?:instructions?|prompts?|directions|rules|guidelines|context)\b/gi,
  /\byou are (?:now |really |actually )?(?:an? )?(?:AI|A\.I\.|artificial intelligence|language model|LLM|chat ?bot|assistant|ChatGPT|GPT|Claude|Gemini|Copilot)\b/gi,
  /\b(?:as|to|attention|note to|dear|hey|hello|any|the|all)\s+(?:an? |any |the |all )?(?:AI|LLM|language model|ChatGPT|Claude|Gemini|automated)\s*(?:language model|model|system|reviewer|assistant|agent|reader|tool|bot)?s?\b[^.\n]{0,60}\b(?:must|should|shall not|do not|don['’]t|please|ignore|report|respond|output|answer|say|rate|classify|treat)\b/gi,
  /\b(?:system|developer) (?:prompt|message)\b\s*[:=]/gi,
  /\b(?:do not|don['’]t|never) (?:mention|flag|report|reveal|disclose|list|quote|include)\b[^.\n]{0,60}\b(?:to the user|in your (?:answer|response|analysis|findings|summary|review)|this (?:clause|section|paragraph|instruction) (?:to|in))\b/gi,
  /\b(?:respond|reply|answer|output|return)\s+(?:only\s+)?(?:with|that)\b[^.\n]{0,60}\b(?:no (?:risks?|issues?|findings?)|approved|safe|JSON|nothing)\b/gi,
  /<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:system|document|instructions?|assistant|tool_use|function_calls)>/gi,
  /^\s*(?:system|assistant|human)\s*:\s*\S[^\n]{0,120}\b(?:you|instructions?|ignore|approve)\b/gim,
  /\b(?:ignoriere|vergiss|missachte)\b[^.\n]{0,40}\b(?:anweisungen|vorgaben|instruktionen)\b/gi,
  /\b(?:ignore[zs]?|oublie[zs]?|ignora|olvida)\b[^.\n]{0,40}\b(?:instructions|consignes|instrucciones|istruzioni)\b/gi,
]
const maxWarnings = 20

/** Words of a document that speak to a model. They are data like all the rest; people are told that they are there. */
export function findInstructions({
  text,
  pages,
  paged,
}: Pick<Document, 'text' | 'pages' | 'paged'>): DocumentWarning[] {
  const lines = new Map<number, DocumentWarning>()
  // Line breaks of a page fall anywhere in a sentence; letters of no width are there to mislead.
  const plain = text.replace(/\n(?!\n)/g, ' ')
  for (const pattern of patterns) {
    for (const { index } of plain.matchAll(pattern)) {
      const start = beginningOf(plain, index)
      if (lines.has(start) || lines.size >= maxWarnings) continue
      const page = paged ? (pages.find((each) => index < each.end)?.number ?? null) : null
      lines.set(start, {
        kind: 'instruction',
        page,
        reason: 'words that speak to an AI, not to the parties',
        excerpt: shortened(plain.slice(start, start + 400)),
      })
    }
  }
  return [...lines].sort(([a], [b]) => a - b).map(([, warning]) => warning)
}

// Of the sentence, or so far as an excerpt reaches.
function beginningOf(text: string, index: number): number {
  const before = text.slice(Math.max(0, index - 80), index)
  const cut = Math.max(before.lastIndexOf('. '), before.lastIndexOf('\n\n'))
  return cut === -1 ? Math.max(0, index - Math.min(before.length, 40)) : index - before.length + cut + 2
}

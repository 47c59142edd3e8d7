import type { Document, DocumentWarning } from './document.ts'
import { shortened } from './hidden-warning.ts'
import { plainLetters } from './plain-letters.ts'

/** How people write to a model rather than to each other. Contracts speak of instructions too, but not of ignoring those above. */
const patterns = [
  /\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|preceding|foregoing|system|your|all|any)\b[^.\n]{0,30}\b(?:instructions?|prompts?|directions|rules|guidelines|context)\b/gi,
  /\byou are (?:now |really |actually )?(?:an? )?(?:AI|A\.I\.|artificial intelligence|language model|LLM|chat ?bot|assistant|ChatGPT|GPT|Claude|Gemini|Copilot)\b/gi,
  /\b(?:attention|note to|dear|hey|hello|message (?:to|for))\s+(?:an? |any |the |all )?(?:AI|LLM|language model|ChatGPT|Claude|Gemini|automated)\b[^.\n]{0,90}\b(?:must|should|do not|don['’]t|please|ignore|report|respond|output|answer|say|rate|classify|treat|approve)\b/gi,
  /\b(?:as|to|any|the|all)\s+(?:an? |any |the |all )?(?:AI|LLM|language model|ChatGPT|Claude|Gemini|automated)\s*(?:language model|model|system|reviewer|assistant|agent|reader|tool|bot)?s?\b[^.\n]{0,60}\b(?:ignore|respond with|output|answer (?:that|with)|rate this|classify this|treat this|approve this|do not (?:flag|mention|report))\b/gi,
  /\b(?:system|developer) (?:prompt|message)\b\s*[:=]/gi,
  /\b(?:do not|don['’]t|never) (?:mention|flag|report|reveal|disclose|list|quote|include)\b[^.\n]{0,60}\b(?:to the user|in your (?:answer|response|analysis|findings|summary|review)|this (?:clause|section|paragraph|instruction) (?:to|in))\b/gi,
  /\b(?:respond|reply|answer|output|return)\s+(?:only\s+)?(?:with|that)\b[^.\n]{0,60}\b(?:no (?:risks?|issues?|findings?)|approved|safe|JSON|nothing)\b/gi,
  /<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:system|document|instructions?|assistant|tool_use|function_calls)>/gi,
  /^[ \t]*(?:system|assistant|human)[ \t]*:[ \t]*\S[^\n]{0,120}\b(?:you|instructions?|ignore|approve)\b/gim,
  /\b(?:ignoriere|vergiss|missachte)\b[^.\n]{0,40}\b(?:anweisungen|vorgaben|instruktionen)\b/gi,
  /\b(?:ignore[zs]?|oublie[zs]?|ignora|olvida)\b[^.\n]{0,40}\b(?:instructions|consignes|instrucciones|istruzioni)\b/gi,
]
/** What imitates the marks around a document, its pages' markers or an answer's form. */
const imitations = [
  /===+ ?(?:end of )?document\b[^\n]{0,60}/gi,
  /\(\((?:deleted|inserted|comment by [^:)]{1,80}|header|footer|note): /gi,
  /\{\s{0,20}"(?:answer|findings|not_found)"\s{0,20}:\s{0,20}["[]/g,
]
const speaking = 'words that speak to an AI, not to the parties'
const imitating = 'words that imitate this program’s own marks'
const maxWarnings = 20

/** Words of a document that speak to a model. They are data like all the rest; people are told that they are there. */
export function findInstructions({
  text,
  pages,
  paged,
}: Pick<Document, 'text' | 'pages' | 'paged'>): DocumentWarning[] {
  const found = new Map<number, DocumentWarning>()
  // Line breaks of a page fall anywhere in a sentence; letters of no width and of other alphabets are there to mislead.
  const plain = plainLetters(text.replace(/\n(?!\n)/g, ' '))
  const pageAt = (index: number) => pages.find((each) => index < each.end)?.number ?? null
  const add = (at: number, reason: string) => {
    const start = beginningOf(plain.text, at)
    if (found.has(start) || found.size >= maxWarnings) return
    const page = paged ? pageAt(plain.indexOf(at)) : null
    const excerpt = shortened(plain.text.slice(start, start + 400))
    found.set(start, { kind: 'instruction', page, reason, excerpt })
  }
  for (const pattern of patterns) for (const { index } of plain.text.matchAll(pattern)) add(index, speaking)
  for (const pattern of imitations)
    for (const { index } of plain.text.matchAll(pattern)) add(index, imitating)
  for (const { index, 1: number } of plain.text.matchAll(/\[page (\d{1,6})\b[^\]\n]{0,80}\]/gi))
    if (Number(number) !== (paged ? pageAt(plain.indexOf(index)) : null)) add(index, imitating)
  return [...found].sort(([a], [b]) => a - b).map(([, warning]) => warning)
}

/** The same of names: the file's own, its attachments’, its sheets’. */
export function findInstructionsInNames(names: string[]): DocumentWarning[] {
  return names.slice(0, 1000).flatMap((name) => {
    const text = name.slice(0, 400).replace(/[_\-.+\s]+/g, ' ')
    const [found] = findInstructions({ text, pages: [], paged: false })
    return found ? [{ ...found, reason: `${found.reason}, in a name`, excerpt: shortened(name) }] : []
  })
}

// Of the sentence, or so far as an excerpt reaches.
function beginningOf(text: string, index: number): number {
  const before = text.slice(Math.max(0, index - 80), index)
  const cut = Math.max(before.lastIndexOf('. '), before.lastIndexOf('\n\n'))
  return cut === -1 ? Math.max(0, index - Math.min(before.length, 40)) : index - before.length + cut + 2
}

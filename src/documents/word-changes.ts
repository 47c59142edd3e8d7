import { DomUtils } from 'htmlparser2'
import { Element as XmlElement } from 'domhandler'
import JSZip from 'jszip'
import { ownBegin, ownEnd } from './change-marks.ts'
import { findHiddenRuns, type HiddenText } from './word-hidden.ts'
import {
  around,
  child,
  elements,
  readPart,
  runOf,
  textElement,
  wordsOf,
  writePart,
  type Element,
  type XmlDocument,
} from './word-xml.ts'

export interface PreparedWord {
  bytes: Buffer
  hidden: HiddenText[]
  hasMacros: boolean
}

/**
 * A Word file with what converters leave out written into its text: [[deleted: …]], [[inserted: …]], [[comment by …: …]],
 * headers before it and footers behind. Text that Word does not show is taken out and told.
 */
export async function prepareWord(bytes: Uint8Array): Promise<PreparedWord> {
  const zip = await JSZip.loadAsync(bytes)
  const comments = commentsOf(await readPart(zip, 'word/comments.xml'))
  const styles = await readPart(zip, 'word/styles.xml')
  const hidden: HiddenText[] = []
  for (const name of ['word/document.xml', 'word/footnotes.xml', 'word/endnotes.xml']) {
    const part = await readPart(zip, name)
    if (!part) continue
    for (const { run, reason } of findHiddenRuns(part, styles)) {
      const text = wordsOf(run).trim()
      if (text !== '') hidden.push({ reason, text })
      DomUtils.removeElement(run)
    }
    markChanges(part)
    markComments(part, comments)
    if (name === 'word/document.xml') await addFurniture(zip, part)
    zip.file(name, writePart(part))
  }
  const hasMacros = zip.file(/vbaProject\.bin$/).length > 0
  return { bytes: await zip.generateAsync({ type: 'nodebuffer', compression: 'STORE' }), hidden, hasMacros }
}

const changes: Record<string, string> = {
  'w:del': 'deleted',
  'w:moveFrom': 'deleted',
  'w:ins': 'inserted',
  'w:moveTo': 'inserted',
}

// Changes lie in each other (deleted again after it was inserted) and fall into pieces: a run's own state counts.
function markChanges(part: XmlDocument): void {
  for (const line of elements(part, 'w:p')) {
    const runs = elements(line, 'w:r')
      .filter((run) => around(run, 'w:p') === line && wordsOf(run) !== '')
      .map((run) => ({ run, change: changeOf(run) }))
    for (const [index, { run, change }] of runs.entries()) {
      if (change === null) continue
      if (runs[index - 1]?.change !== change) DomUtils.prepend(run, runOf(`${ownBegin}${change}: `))
      if (runs[index + 1]?.change !== change) DomUtils.append(run, runOf(`${ownEnd} `))
    }
  }
  for (const words of elements(part, 'w:delText'))
    DomUtils.replaceElement(words, textElement(DomUtils.textContent(words)))
  // Converters drop what these hold.
  for (const tag of ['w:del', 'w:moveFrom', 'w:moveTo'])
    for (const change of elements(part, tag)) change.name = 'w:ins'
}

function changeOf(run: Element): string | null {
  return Object.entries(changes).find(([tag]) => around(run, tag) !== null)?.[1] ?? null
}

function markComments(part: XmlDocument, comments: Map<string, string>): void {
  for (const reference of elements(part, 'w:commentReference')) {
    const text = comments.get(reference.attribs['w:id'] ?? '')
    if (text !== undefined) DomUtils.replaceElement(reference, textElement(` ${ownBegin}${text}${ownEnd}`))
  }
}

function commentsOf(part: XmlDocument | null): Map<string, string> {
  return new Map(
    (part ? elements(part, 'w:comment') : []).map((comment) => {
      const author = comment.attribs['w:author'] || 'somebody'
      return [comment.attribs['w:id'] ?? '', `comment by ${author}: ${wordsOf(comment).trim()}`]
    }),
  )
}

async function addFurniture(zip: JSZip, part: XmlDocument): Promise<void> {
  const [body] = elements(part, 'w:body')
  if (!body) return
  const headers = await furnitureOf(zip, 'header')
  for (const text of headers.toReversed()) DomUtils.prependChild(body, paragraph('header', text))
  const section = child(body, 'w:sectPr')
  for (const text of await furnitureOf(zip, 'footer')) {
    if (section) DomUtils.prepend(section, paragraph('footer', text))
    else DomUtils.appendChild(body, paragraph('footer', text))
  }
}

function paragraph(kind: string, text: string): XmlElement {
  return new XmlElement('w:p', {}, [runOf(`${ownBegin}${kind}: ${text}${ownEnd}`)])
}

async function furnitureOf(zip: JSZip, kind: 'header' | 'footer'): Promise<string[]> {
  const texts = new Set<string>()
  for (const file of zip.file(new RegExp(`^word/${kind}\\d*\\.xml$`))) {
    const part = await readPart(zip, file.name)
    const text = part ? wordsOf(part).replace(/\s+/g, ' ').trim() : ''
    // Page numbers alone say nothing.
    if (/\p{L}{3}/u.test(text.replace(/\bpage\b|\bof\b/gi, ''))) texts.add(text)
  }
  return [...texts]
}

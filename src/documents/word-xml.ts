import { DomUtils, parseDocument } from 'htmlparser2'
import { Element, Text, type Document as XmlDocument, type ParentNode } from 'domhandler'
import type JSZip from 'jszip'

export type { Element, XmlDocument }

/** One of the parts of a Word file as a tree; null where it is not there. */
export async function readPart(zip: JSZip, name: string): Promise<XmlDocument | null> {
  const text = await zip.file(name)?.async('text')
  if (text === undefined) return null
  if (depthOf(text) > maxDepth) throw new Error(`${name} nests deeper than ${maxDepth} elements`)
  return parseDocument(text, { xmlMode: true, decodeEntities: true })
}

/** How deep elements lie in each other; trees are walked by recursion, and no letter needs this many. */
const maxDepth = 500

function depthOf(xml: string): number {
  let depth = 0
  let deepest = 0
  for (const [tag] of xml.matchAll(/<[^!?][^>]*>/g)) {
    if (tag.startsWith('</')) depth--
    else if (!tag.endsWith('/>')) deepest = Math.max(deepest, ++depth)
  }
  return deepest
}

/** The tree as XML again. */
export function writePart(part: XmlDocument): string {
  return DomUtils.getOuterHTML(part, { xmlMode: true, encodeEntities: 'utf8' })
}

/** All elements of a name ("w:p"), in the order of the document. */
export function elements(part: ParentNode, name: string): Element[] {
  return DomUtils.getElementsByTagName(name, part, true)
}

/** The first child element of a name. */
export function child(element: ParentNode | null, name: string): Element | null {
  const found = element?.children.find((each) => each instanceof Element && each.name === name)
  return found instanceof Element ? found : null
}

/** The element itself or the nearest around it of a name. */
export function around(element: Element, name: string): Element | null {
  for (let node: ParentNode | null = element; node; node = node.parent)
    if (node instanceof Element && node.name === name) return node
  return null
}

/** Its `w:val`; '' where there is none. */
export function valueOf(element: Element | null): string {
  return element?.attribs['w:val'] ?? ''
}

/** The words of an element, deleted ones too; tabs, breaks and paragraphs as spaces; '' where only space is there. */
export function wordsOf(part: ParentNode): string {
  const text = DomUtils.findAll(isWords, part.children)
    .map((each) => (/^w:(?:t|delText)$/.test(each.name) ? DomUtils.textContent(each) : ' '))
    .join('')
  return text.trim() === '' ? '' : text
}

function isWords(element: Element): boolean {
  return /^w:(?:t|delText|tab|br|p)$/.test(element.name)
}

/** A run of these words. */
export function runOf(words: string): Element {
  return new Element('w:r', {}, [textElement(words)])
}

/** Word's element for words. */
export function textElement(words: string): Element {
  return new Element('w:t', { 'xml:space': 'preserve' }, [new Text(words)])
}

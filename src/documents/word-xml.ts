import { DomUtils, parseDocument } from 'htmlparser2'
import { Element, Text, type Document as XmlDocument, type ParentNode } from 'domhandler'
import type JSZip from 'jszip'
import { withoutOwnMarks } from './change-marks.ts'

export type { Element, XmlDocument }

/** One of the parts of a Word file as a tree; null where it is not there. */
export async function readPart(zip: JSZip, name: string): Promise<XmlDocument | null> {
  const source = await zip.file(name)?.async('text')
  if (source === undefined) return null
  const text = withoutOwnMarks(source).replace(/&#(?:x0*fdd[01]|0*6497[67]);/gi, ' ')
  // No XML has this, and the reader behind takes its time over it.
  if (/<\s*</.test(text)) throw new Error(`${name} is no XML`)
  if (depthOf(text) > maxDepth) throw new Error(`${name} nests deeper than ${maxDepth} elements`)
  return parseDocument(text, { xmlMode: true, decodeEntities: true })
}

/** How deep elements lie in each other; trees are walked by recursion, and no letter needs this many. */
const maxDepth = 500

function depthOf(xml: string): number {
  let depth = 0
  let deepest = 0
  for (const [tag] of xml.matchAll(/<[^!?<>][^<>]*>/g)) {
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

/** Word writes an element's properties before all that it holds; a paragraph can hold very much. */
const firstChildren = 8

/** An element's properties of this name ("w:rPr"). */
export function propertiesOf(element: ParentNode | null, name: string): Element | null {
  const found = element?.children
    .slice(0, firstChildren)
    .find((each) => each instanceof Element && each.name === name)
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

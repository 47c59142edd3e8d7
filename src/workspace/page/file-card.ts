import { h, type JSX } from 'preact'
import type { SharedFile } from '../client-protocol.ts'

/** A shared file in a message; a picture is shown. */
export function FileCard({ file }: { file: SharedFile }): JSX.Element {
  if (isPicture(file))
    return h(
      'a',
      { class: 'picture', href: file.url, download: file.name },
      h('img', { src: file.url, alt: file.alt ?? file.name }),
    )
  return h(
    'a',
    { class: 'file', href: file.url, download: file.name },
    h('span', { class: 'file-kind', 'aria-hidden': 'true' }, ending(file.name)),
    h('span', { class: 'file-name' }, file.name, h('small', null, sizeText(file.size))),
  )
}

/** A file that is ready to be sent. */
export function FileChip({ file, onRemove }: { file: SharedFile; onRemove: () => void }): JSX.Element {
  return h(
    'span',
    { class: 'chip' },
    file.name,
    h('button', { type: 'button', 'aria-label': `Remove ${file.name}`, onClick: onRemove }, '✕'),
  )
}

const maxPictureBytes = 5 * 1024 * 1024

function isPicture({ name, size }: SharedFile): boolean {
  return /\.png$/i.test(name) && size <= maxPictureBytes
}

function ending(name: string): string {
  return (/\.([a-z0-9]{1,4})$/i.exec(name)?.[1] ?? 'file').toUpperCase()
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

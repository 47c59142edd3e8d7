import { h, type JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Icon } from './icon.ts'

export interface MenuItem {
  name: string
  run: () => void
}

/** A button with a menu: by mouse, or by arrow keys, Enter and Escape. */
export function ShortcutMenu({
  label,
  icon,
  items,
}: {
  label: string
  icon: string
  items: MenuItem[]
}): JSX.Element {
  const [isOpen, setOpen] = useState(false)
  const list = useRef<HTMLUListElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  // Before the next key can come: Enter at once takes the first.
  useLayoutEffect(() => {
    if (isOpen) list.current?.querySelector('button')?.focus()
  }, [isOpen])
  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  const move = (by: number) => {
    const all = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = all.indexOf(document.activeElement as HTMLButtonElement)
    all.at((at + by) % all.length)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen) return
    if (event.key === 'Escape') close()
    else if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return h(
    'div',
    {
      class: 'menu',
      onKeyDown,
      onFocusOut: (event: FocusEvent) => {
        const next = event.relatedTarget
        if (!(next instanceof Node && list.current?.contains(next)) && next !== button.current) setOpen(false)
      },
    },
    h(
      'button',
      {
        type: 'button',
        class: 'icon',
        ref: button,
        'aria-label': label,
        'aria-haspopup': 'menu',
        'aria-expanded': isOpen,
        title: label,
        onClick: () => setOpen(!isOpen),
      },
      h(Icon, { name: icon }),
    ),
    isOpen
      ? h(
          'ul',
          {
            class: `menu-items ${opensAbove(button.current) ? 'above' : 'below'}`,
            role: 'menu',
            'aria-label': label,
            ref: list,
          },
          items.map(({ name, run }) =>
            h(
              'li',
              { role: 'none' },
              h(
                'button',
                {
                  type: 'button',
                  role: 'menuitem',
                  onClick: () => {
                    close()
                    run()
                  },
                },
                name,
              ),
            ),
          ),
        )
      : null,
  )
}

// Where there is more room.
function opensAbove(button: HTMLButtonElement | null): boolean {
  return (button?.getBoundingClientRect().top ?? 0) > innerHeight / 2
}

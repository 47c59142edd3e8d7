import { useEffect, useRef } from 'preact/hooks'

/** When this part of the page goes, the focus goes back to where it was before. */
export function useReturnOfFocus(): void {
  const before = useRef(document.activeElement)
  useEffect(
    () => () => {
      const element = before.current
      // What lies below is uncovered by then.
      if (element instanceof HTMLElement) requestAnimationFrame(() => element.focus())
    },
    [],
  )
}

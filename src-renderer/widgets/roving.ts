// Arrow keys within a list of things: one stop for Tab, the rest by arrows, Home and End.

interface Steps {
  selector: string
  next: string
  previous: string
}

/** Attachment: moves the focus among the matching descendants. */
export function roving(selector: string, axis: 'vertical' | 'horizontal' = 'vertical') {
  const isVertical = axis === 'vertical'
  const steps: Steps = {
    selector,
    next: isVertical ? 'ArrowDown' : 'ArrowRight',
    previous: isVertical ? 'ArrowUp' : 'ArrowLeft'
  }
  return (list: HTMLElement): (() => void) => {
    const hear = (event: KeyboardEvent): void => move(list, event, steps)
    list.addEventListener('keydown', hear)
    return () => list.removeEventListener('keydown', hear)
  }
}

function move(list: HTMLElement, event: KeyboardEvent, steps: Steps): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const items = [...list.querySelectorAll<HTMLElement>(steps.selector)]
  const now = items.findIndex((item) => item === document.activeElement)
  if (now < 0) return
  const next = target(event.key, now, items.length, steps)
  if (next === null) return
  event.preventDefault()
  items[next]?.focus()
}

function target(key: string, now: number, count: number, steps: Steps): number | null {
  if (key === steps.next) return Math.min(now + 1, count - 1)
  if (key === steps.previous) return Math.max(now - 1, 0)
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : null
}

// The parts of the window that F6 goes round.

const regions = ['.rail', '.list', '[role=log]', '.composer', 'main .region', '.beside']
const stops = '[tabindex="0"], textarea, input, button:not([tabindex="-1"])'

/** Moves the focus to the next region, or the one before. */
export function nextRegion(by: 1 | -1): void {
  const shown = regions
    .map((region) => document.querySelector<HTMLElement>(region))
    .filter((region) => region !== null && region.checkVisibility())
  const now = shown.findIndex((region) => region?.contains(document.activeElement))
  for (let step = 1; step <= shown.length; step += 1) {
    const region = shown[(now + by * step + shown.length * 2) % shown.length]
    const stop = region?.querySelector<HTMLElement>(stops)
    if (stop) {
      stop.focus()
      return
    }
  }
}

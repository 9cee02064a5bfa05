// Starts the window: listens first, and draws once, with what is there by then.
import { mount } from 'svelte'
import App from './App.svelte'
import { Words } from './i18n/words.svelte.ts'
import { markBoot, sayDrawn, soon } from './state/boot.ts'
import { Filo } from './state/filo.svelte.ts'
import { watchKeys } from './state/next-frame.ts'
import { whenSeen } from './state/when-seen.svelte.ts'
import { shortcuts } from './views/shortcuts.ts'

/** Longer than this nobody looks at an empty window: then it is drawn without its rows, ms. */
const PATIENCE_MS = 120

/** Mounts the window in `target`; call once. */
export function startWindow(target: HTMLElement): void {
  markBoot('modules run')
  const words = new Words()
  const filo = new Filo(words)
  const seen = whenSeen(() => filo.hasFirstView)
  filo.diagnostics.follow(window)
  filo.start(window)
  watchKeys(window)
  // What is pressed before anything is drawn counts already.
  window.addEventListener('keydown', (event) => {
    if (!filo.keeping.locked) shortcuts(event, filo)
  })
  void Promise.race([seen, soon(PATIENCE_MS)]).then(() => {
    mount(App, { target, props: { filo, words } })
    markBoot('mounted')
  })
  void seen.then(() => sayDrawn(filo.wires, () => filo.app.info?.traceBoot ?? false))
}

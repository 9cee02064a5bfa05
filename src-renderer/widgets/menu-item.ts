// An entry of a menu.

export interface MenuItem {
  key: string
  label: string
  isDanger?: boolean
  /** Of one choice among some: whether it is the one; absent for a plain deed. */
  isOn?: boolean
  /** Whether a line stands above it. */
  startsPart?: boolean
  /** What this and the next are about, where that is not plain. */
  partTitle?: string
  act: () => void
}

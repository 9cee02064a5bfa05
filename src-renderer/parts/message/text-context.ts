// What a text with links and code may ask of the place it stands in: a message, or what is new in a version.
import { createContext } from 'svelte'

export interface TextActions {
  openLink(href: string, words: string): void
  copy(text: string): void
}

export const [getTextActions, setTextActions] = createContext<TextActions>()

// What the changelog says of the version that runs.
import changelog from '../../CHANGELOG.md?raw'

/** Markdown; until the version is named there, what comes next. */
export function notesOf(version: string, of: string = changelog): string {
  const sections = of.split(/^## /m)
  const named = (name: string): string | undefined =>
    sections.find((section) => section.startsWith(`[${name}]`))
  const section = named(version) ?? named('Unreleased') ?? ''
  return section.slice(section.indexOf('\n')).trim()
}

// Holds that notes read as they were meant, however an editor broke their lines.
import { expect, it } from 'vitest'
import { parseMarkdown } from '../../../src-main/base/markdown.ts'
import { parseNotes } from '../../../src-main/updater/notes.ts'

it('reads a line that was broken for an editor as one', () => {
  const broken =
    '### Added\n- Files go with\n  messages: several\n  at once.\n- **Bold**\n  goes on.\n\nThe\nend.'
  const whole =
    '### Added\n- Files go with messages: several at once.\n- **Bold** goes on.\n\nThe end.'
  expect(parseNotes(broken)).toEqual(parseMarkdown(whole))
})

it('leaves headings, items, paragraphs and code apart', () => {
  const apart = '## One\ntext\n1. first\n2. second\n\n```\na\nb\n```\nafter\n> quoted'
  expect(parseNotes(apart)).toEqual(parseMarkdown(apart))
})

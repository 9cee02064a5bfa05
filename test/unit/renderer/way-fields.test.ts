// Holds what becomes of a server's names and values when they are changed in its settings.
import { describe, expect, it } from 'vitest'
import { changesOf } from '../../../src-renderer/state/way-fields.ts'

describe('a secret in a server’s settings', () => {
  it('that is left empty is the one that was kept, also under another name', () => {
    const pairs = [
      { key: 'token', value: '', keptAs: 'token' },
      { key: ' X-Team ', value: '', keptAs: 'X-Tea' }
    ]
    expect(changesOf(pairs)).toEqual({
      token: { keptAs: 'token' },
      'X-Team': { keptAs: 'X-Tea' }
    })
  })

  it('that is typed anew is what was typed; one without a name goes', () => {
    const pairs = [
      { key: 'token', value: 'new', keptAs: 'token' },
      { key: '', value: '', keptAs: 'old' },
      { key: 'fresh', value: '' }
    ]
    expect(changesOf(pairs)).toEqual({ token: 'new', fresh: '' })
  })
})

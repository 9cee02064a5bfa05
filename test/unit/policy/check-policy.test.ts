// Holds what of a policy counts, and that of each part that is wrong the place is said while the rest holds.
import { describe, expect, it } from 'vitest'
import { checkPolicy } from '../../../src-main/policy/check-policy.ts'

const source = '/etc/filo/policy.json'
const faultsOf = (policy: unknown): string[] =>
  checkPolicy(policy, source).faults.map(({ reason, path }) => `${reason} ${path}`)

describe('a policy', () => {
  it('keeps everything that fits', () => {
    const policy = {
      $schema: 'https://filo.example/policy.schema.json',
      organisation: ' Acme ',
      servers: [
        {
          id: 'main',
          address: 'https://chat.example.org',
          name: 'Acme',
          dialect: 'acme',
          headers: { 'X-Acme': '1' },
          proxy: 'none'
        }
      ],
      dialects: ['/etc/filo/acme.json', { id: 'other' }],
      defaults: { theme: 'dark', retentionDays: 90 },
      locked: {
        notices: { preview: 'none' },
        updates: { channel: 'stable', feed: 'https://updates.example.org/', allowed: false },
        proxy: { mode: 'manual', http: 'proxy.example.org:8080' },
        hosting: { on: false },
        desktop: { globalKey: null, spellingLanguages: ['it'] }
      }
    }
    const checked = checkPolicy(policy, source)
    expect(checked.faults).toEqual([])
    expect(checked.organisation).toBe('Acme')
    expect(checked.servers[0]).toMatchObject({ id: 'main', headers: { 'X-Acme': '1' }, login: {} })
    expect(checked.dialects.map(({ wanted }) => wanted)).toEqual(policy.dialects)
    expect(checked.defaults).toEqual(policy.defaults)
    expect(checked.locked).toEqual(policy.locked)
  })

  it('says each key that is wrong, and goes by the rest', () => {
    const policy = {
      organisation: 7,
      lokced: {},
      servers: [
        { address: 'file:///etc/passwd' },
        { address: 'https://chat.example.org', dialetc: 'x' },
        { address: 'https://ok.example.org' }
      ],
      dialects: [5, { id: 'fine' }],
      locked: {
        theme: 'blue',
        density: 'compact',
        notices: { preview: 'some', sound: false, colour: 1 },
        updates: { feed: 'http://plain.example.org' },
        proxy: { http: 'no proxy at all' },
        hosting: true
      },
      defaults: { updates: { allowed: false }, listWidth: 300 }
    }
    const checked = checkPolicy(policy, source)
    expect(faultsOf(policy)).toEqual([
      'unknown-key lokced',
      'not-fitting organisation',
      'not-fitting servers.0.address',
      'unknown-key servers.1.dialetc',
      'not-fitting dialects.0',
      'unknown-key defaults.updates.allowed',
      'unknown-key defaults.listWidth',
      'not-fitting locked.theme',
      'not-fitting locked.notices.preview',
      'unknown-key locked.notices.colour',
      'not-fitting locked.updates.feed',
      'not-fitting locked.proxy.http',
      'not-fitting locked.hosting'
    ])
    expect(checked.servers.map(({ address }) => address)).toEqual(['https://ok.example.org'])
    expect(checked.dialects).toEqual([{ place: 1, wanted: { id: 'fine' } }])
    expect(checked.locked).toEqual({ density: 'compact', notices: { sound: false } })
  })

  it.each([
    [[], ''],
    [{ servers: {} }, 'servers'],
    [{ servers: Array.from({ length: 51 }, () => ({ address: 'https://a.example' })) }, 'servers'],
    [{ locked: 'all' }, 'locked'],
    [JSON.parse('{"locked":{"__proto__":{"theme":"dark"}}}'), 'locked.__proto__.theme']
  ])('is no policy, or one part of it is none: %#', (policy, path) => {
    const checked = checkPolicy(policy, source)
    expect(checked.faults.map((fault) => fault.path)).toEqual([path])
    expect([checked.servers, checked.locked]).toEqual([[], {}])
  })
})

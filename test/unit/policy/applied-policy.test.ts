// Holds what several places come to together, what the store is told, and how dialects that can't be used are named.
import { describe, expect, it } from 'vitest'
import type { GuardedRead } from '../../../src-main/policy/guarded-file.ts'
import type { FoundPolicy } from '../../../src-main/policy/places.ts'
import { readPolicy } from '../../../src-main/policy/read-policy.ts'

const none = (): Promise<GuardedRead> => Promise.resolve({ kind: 'none' })
const applied = (found: FoundPolicy[], read: (path: string) => Promise<GuardedRead> = none) =>
  readPolicy(found, { read, owners: [0] })

describe('a policy that is applied', () => {
  it('goes by the computer where the person has another one', async () => {
    const policy = await applied([
      {
        source: 'machine',
        value: {
          organisation: 'Acme',
          servers: [{ id: 'main', address: 'https://a.example.org' }],
          locked: { theme: 'dark', notices: { preview: 'none' } }
        }
      },
      {
        source: 'person',
        value: {
          organisation: 'Team',
          servers: [
            { id: 'main', address: 'https://b.example.org' },
            { address: 'https://team.example.org' }
          ],
          defaults: { density: 'compact' },
          locked: { theme: 'light', notices: { sound: false } }
        }
      }
    ])
    expect(policy.locked).toEqual({ theme: 'dark', notices: { preview: 'none', sound: false } })
    expect(policy.view).toEqual({
      organisation: 'Acme',
      sources: ['machine', 'person'],
      locked: ['theme', 'notices.sound', 'notices.preview'],
      faults: []
    })
    const servers = policy.forStore('ada')?.servers ?? []
    expect(servers.map(({ connect }) => connect.url)).toEqual([
      'https://a.example.org',
      'https://team.example.org'
    ])
    expect(policy.defaults).toEqual({ density: 'compact' })
  })

  it('tells the store of servers, proxies and how long history stays', async () => {
    const policy = await applied([
      {
        source: 'machine',
        value: {
          servers: [
            { address: 'https://a.example.org', path: '/io', dialect: 'acme', login: { room: 'x' } }
          ],
          defaults: { proxy: { mode: 'none' } },
          locked: { retentionDays: 30, updates: { allowed: false } }
        }
      }
    ])
    expect(policy.forStore('ada')).toMatchObject({
      organisation: '',
      servers: [
        {
          key: 'address:https://a.example.org ',
          connect: { url: 'https://a.example.org', path: '/io', generation: 'auto' },
          dialectId: 'acme',
          login: { name: 'ada', room: 'x' },
          proxy: null
        }
      ],
      defaults: { proxy: { mode: 'none' } },
      locked: { proxy: {}, retentionDays: 30 }
    })
    expect(policy.updatesAllowed).toBe(false)
    expect(policy.by).toBe('none')
    expect(policy.view?.locked).toEqual(['retentionDays', 'updates.allowed'])
  })

  it('holds beside a place that could not be read, which is told of', async () => {
    const policy = await applied([
      { source: 'machine', fault: { reason: 'unreadable' } },
      { source: 'person', value: { locked: { theme: 'dark', colour: 1 } } }
    ])
    expect(policy.locked).toEqual({ theme: 'dark' })
    expect(policy.view?.faults).toEqual([
      { source: 'machine', path: '', reason: 'unreadable' },
      { source: 'person', path: 'locked.colour', reason: 'unknown-key' }
    ])
  })

  it('reads the dialect files that it names, and says which are none', async () => {
    const files: Record<string, GuardedRead> = {
      '/etc/filo/fine.json': { kind: 'text', text: '{"id":"fine"}' },
      '/etc/filo/bad.json': { kind: 'text', text: '{' },
      '/tmp/open.json': { kind: 'fault', reason: 'unsafe' }
    }
    const value = { dialects: [{ id: 'first' }, ...Object.keys(files), '/gone.json', 'here.json'] }
    const policy = await applied([{ source: 'machine', value }], (path) =>
      Promise.resolve(files[path] ?? { kind: 'none' })
    )
    expect(policy.dialects.map(({ document }) => document['id'])).toEqual(['first', 'fine'])
    const failure = { code: 'dialect-invalid', retry: false } as const
    policy.refuseDialects([{ place: 1, failure }])
    policy.refuseDialects([{ place: 0, failure }])
    expect(policy.view?.faults).toEqual([
      { source: '/etc/filo/bad.json', path: '', reason: 'not-json', line: 1, column: 2 },
      { source: '/tmp/open.json', path: '', reason: 'unsafe' },
      { source: '/gone.json', path: '', reason: 'unreadable' },
      { source: 'machine', path: 'dialects.5', reason: 'not-fitting' },
      { source: 'machine', path: 'dialects.0', reason: 'dialect', failure }
    ])
  })
})

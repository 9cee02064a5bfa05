import { describe, expect, it } from 'vitest'
import { notesOf } from '../../../src-main/updater/this-version.ts'
import {
  kindOf,
  originOf,
  releasesOf,
  wayOf,
  type Surroundings
} from '../../../src-main/updater/installed.ts'
import { updateFeed } from '../../../src-main/updater/feed.ts'

const person = (feed: string) => ({ channel: 'stable', automatic: true, feed }) as const

describe('the feed', () => {
  it.each([
    ['', { kind: 'packaged' }],
    ['github:ada/filo', { kind: 'github', owner: 'ada', repo: 'filo' }],
    ['https://github.com/ada/filo/', { kind: 'github', owner: 'ada', repo: 'filo' }],
    ['https://updates.example/filo', { kind: 'generic', url: 'https://updates.example/filo' }],
    ['http://127.0.0.1:8080/', { kind: 'generic', url: 'http://127.0.0.1:8080/' }],
    ['http://updates.example/', { kind: 'invalid' }],
    ['https://ada:pw@updates.example/', { kind: 'invalid' }],
    ['file:///tmp/feed', { kind: 'invalid' }],
    ['somewhere', { kind: 'invalid' }]
  ])('of %j is understood', (address, feed) => {
    expect(updateFeed(person(address), {}).feed).toEqual(feed)
  })

  it('is what a policy says, whatever the person or the package say', () => {
    const policy = { feed: 'https://company.example/', channel: 'beta' } as const
    const feed = { kind: 'generic', url: 'https://company.example/' }
    expect(updateFeed(person('github:ada/filo'), policy)).toEqual({
      feed,
      channel: 'beta',
      by: 'policy'
    })
    expect(updateFeed(person('github:ada/filo'), { feed: '' })).toMatchObject({
      feed: { kind: 'packaged' },
      by: 'policy'
    })
  })

  it("says whose word it is where it is the person's or the package's", () => {
    expect(updateFeed(person('github:ada/filo'), {}).by).toBe('person')
    expect(updateFeed(person(''), { channel: 'beta' })).toMatchObject({
      by: 'package',
      channel: 'beta'
    })
  })
})

describe('a copy', () => {
  const here: Surroundings = {
    platform: 'linux',
    isPackaged: true,
    hasFeed: true,
    appImage: undefined,
    isReplaceable: false,
    packageType: null,
    executable: '/opt/Filo/filo-bin',
    portableFile: undefined
  }

  it('is told as what it came as, also where nothing replaces it', () => {
    const origin = (more: Partial<Surroundings>): string =>
      originOf({ ...here, hasFeed: false, ...more })
    expect(origin({ packageType: 'deb' })).toBe('deb')
    expect(origin({ packageType: 'deb', executable: '/home/ada/filo/filo-bin' })).toBe('archive')
    expect(origin({ appImage: '/media/Filo.AppImage' })).toBe('app-image')
    expect(origin({ platform: 'win32' })).toBe('installer')
    expect(origin({ platform: 'win32', portableFile: 'D:\\Filo.exe' })).toBe('portable')
    expect(origin({ platform: 'darwin' })).toBe('mac')
    expect(origin({ isPackaged: false })).toBe('sources')
  })

  it('leads to the page of its releases only where it was published somewhere', () => {
    expect(releasesOf('https://github.com/ada/filo/')).toBe('https://github.com/ada/filo/releases')
    expect(releasesOf('https://updates.ada.org/filo')).toBe('https://updates.ada.org/filo')
    for (const none of ['https://filo.example', 'http://ada.org', 'file:///x', '', undefined]) {
      expect(releasesOf(none)).toBeNull()
    }
  })

  it('shows what its own changelog says of it, or of what comes next', () => {
    const changelog =
      '# Changes\n\n## [Unreleased]\n- soon\n\n## [1.2.0] - 2026\n### Added\n- now\n'
    expect(notesOf('1.2.0', changelog)).toBe('### Added\n- now')
    expect(notesOf('1.3.0', changelog)).toBe('- soon')
    expect(notesOf('1.3.0', '')).toBe('')
    expect(notesOf('0.1.0')).toContain('Host on this computer')
  })

  it.each<[string, Partial<Surroundings>, string, string]>([
    [
      'an AppImage',
      { appImage: '/home/ada/Filo.AppImage', isReplaceable: true },
      'app-image',
      'self'
    ],
    ['an AppImage where nobody may write', { appImage: '/media/Filo.AppImage' }, 'hand', 'by-hand'],
    ['a deb', { packageType: 'deb' }, 'deb', 'self'],
    ['an rpm', { packageType: 'rpm' }, 'rpm', 'self'],
    [
      'an unpacked archive',
      { packageType: 'deb', executable: '/home/ada/filo/filo-bin' },
      'hand',
      'by-hand'
    ],
    ['an installation on Windows', { platform: 'win32' }, 'nsis', 'self'],
    ['a portable app', { platform: 'win32', portableFile: 'D:\\Filo.exe' }, 'hand', 'by-hand'],
    ['an app of a Mac', { platform: 'darwin' }, 'mac', 'self'],
    ['a package without a feed', { hasFeed: false }, 'none', 'none'],
    ['a folder in development', { isPackaged: false }, 'none', 'none']
  ])('that is %s is replaced its own way', (_, more, way, kind) => {
    const found = wayOf({ ...here, ...more })
    expect([found, kindOf(found)]).toEqual([way, kind])
  })
})

// The launcher of Linux packages with a stand-in for Filo itself, beside real sockets.
import { execFile, spawn } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const launcher = resolve('assets/package/launcher.sh')
/** Says how it was started, in the place of Filo. */
const RECORDER = '#!/bin/sh\necho "$WAYLAND_DISPLAY|$*"\n'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'filo-launcher-'))
  copyFileSync(launcher, join(folder, 'filo'))
  writeScript('filo-bin', RECORDER)
})
afterEach(() => rmSync(folder, { recursive: true }))

function writeScript(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
  chmodSync(join(folder, name), 0o755)
}

async function start(env: Record<string, string>, args: string[] = []): Promise<string> {
  const { stdout } = await run(join(folder, 'filo'), args, {
    env: { PATH: process.env['PATH'], XDG_RUNTIME_DIR: folder, ...env }
  })
  return stdout.trim()
}

/** Leaves a socket behind at which nobody listens, as a compositor does that was killed. */
async function leaveSocket(path: string): Promise<void> {
  const program = `require('net').createServer().listen(${JSON.stringify(path)}, () => console.log('up'))`
  const child = spawn(process.execPath, ['-e', program])
  await new Promise((listening) => child.stdout.once('data', listening))
  const gone = new Promise((exited) => child.once('exit', exited))
  child.kill('SIGKILL')
  await gone
}

describe('a Wayland display', () => {
  it('is used where a compositor answers', async () => {
    const compositor = createServer().listen(join(folder, 'wayland-7'))
    await new Promise((listening) => compositor.once('listening', listening))
    expect(await start({ WAYLAND_DISPLAY: 'wayland-7', DISPLAY: ':5' })).toBe('wayland-7|')
    compositor.close()
  })

  it('is left for X where its socket does not exist', async () => {
    const started = await start({ WAYLAND_DISPLAY: 'wayland-7', DISPLAY: ':5' }, ['--host'])
    expect(started).toBe('|--ozone-platform=x11 --host')
  })

  it('is left for X where nobody listens at its socket any more', async () => {
    const path = join(folder, 'wayland-8')
    await leaveSocket(path)
    expect(existsSync(path)).toBe(true)
    const started = await start({ WAYLAND_DISPLAY: path, DISPLAY: ':5' })
    expect(started).toBe('|--ozone-platform=x11')
  })

  it('is not judged where the person chose a platform, or where there is no other display', async () => {
    const chosen = await start({ WAYLAND_DISPLAY: 'gone', DISPLAY: ':5' }, [
      '--ozone-platform=headless'
    ])
    expect(chosen).toBe('gone|--ozone-platform=headless')
    expect(await start({ WAYLAND_DISPLAY: 'gone' })).toBe('gone|')
  })

  it('passes arguments on as they are', async () => {
    writeScript('filo-bin', '#!/bin/sh\nfor one; do echo "<$one>"; done\n')
    expect(await start({}, ['a b', '', "it's", '$HOME'])).toBe("<a b>\n<>\n<it's>\n<$HOME>")
  })
})

describe('a new AppImage', () => {
  const image = (): string => join(folder, 'Filo.AppImage')
  const beside = (end: string): string => join(folder, `.Filo.AppImage.${end}`)
  const launch = (args: string[] = []): Promise<string> => start({ APPIMAGE: image() }, args)

  beforeEach(() => {
    writeScript('Filo.AppImage', '#!/bin/sh\necho new\n')
    writeScript('.Filo.AppImage.former', '#!/bin/sh\necho "former $* $APPDIR"\n')
    writeFileSync(beside('trial'), 'version 2.0.0\n')
  })

  it('gives way to the former one at its third start, when two have failed', async () => {
    writeScript('filo-bin', '#!/bin/sh\nexit 9\n')
    await expect(launch()).rejects.toMatchObject({ code: 9 })
    await expect(launch()).rejects.toMatchObject({ code: 9 })
    expect(readFileSync(beside('trial'), 'utf8')).toMatch(
      /^version 2\.0\.0\nstart \d+\nstart \d+\n$/
    )
    expect(await launch(['--host'])).toBe('former --host')
    expect(readFileSync(image(), 'utf8')).toContain('former')
    expect(readFileSync(beside('undone'), 'utf8')).toBe('2.0.0\n')
    expect([existsSync(beside('trial')), existsSync(beside('former'))]).toEqual([false, false])
  })

  it('stays where it has proven itself, however often it starts', async () => {
    rmSync(beside('trial'))
    for (let time = 0; time < 3; time++) expect(await launch()).toBe('|')
    expect(readFileSync(image(), 'utf8')).toContain('new')
  })

  it('stays where a start that is still going on has not proven itself yet', async () => {
    writeFileSync(beside('trial'), `version 2.0.0\nstart ${process.pid}\nstart ${process.pid}\n`)
    expect(await launch()).toBe('|')
  })

  it('stays where there is nothing to go back to', async () => {
    rmSync(beside('former'))
    writeFileSync(beside('trial'), 'version 2.0.0\nstart 999999\nstart 999998\n')
    expect(await launch()).toBe('|')
  })
})

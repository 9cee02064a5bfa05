import { describe, expect, it, vi } from 'vitest'
import type { ClientOptions, ClientSocket } from '../../../src-main/network/link/client.ts'
import { openLate } from '../../../src-main/network/link/late-client.ts'

type OpenClient = (options: ClientOptions) => ClientSocket

const emission = { event: 'said', args: [], ack: null }

/** Options of which nothing is looked at but who is told of a refusal. */
function optionsFor(onRefused: ClientOptions['listeners']['onRefused']): ClientOptions {
  return { listeners: { onRefused } } as ClientOptions
}

function innerClient(did: string[]): ClientSocket {
  return {
    connect: () => void did.push('connect'),
    isWritable: () => true,
    emit: (_emission, settled) => settled({ kind: 'written' }),
    setPaused: (isPaused) => void did.push(isPaused ? 'pause' : 'resume'),
    probe: (_timeoutMs, answered) => answered(3),
    whenArrived: () => void did.push('asked for arrival'),
    resumePoint: () => ({ id: 'session', offset: undefined }),
    close: () => void did.push('close')
  }
}

describe('a client whose library is loaded late', () => {
  it('loads nothing before it is asked to connect, and says nothing was sent until then', () => {
    const load = vi.fn<() => Promise<OpenClient>>()
    const client = openLate(load)(optionsFor(vi.fn()))
    const settled = vi.fn()
    const answered = vi.fn()
    const over = vi.fn()
    client.emit(emission, settled)
    client.probe(10, answered)
    client.whenArrived(over)
    expect(client.isWritable()).toBe(false)
    expect(client.resumePoint()).toBeNull()
    expect(settled).toHaveBeenCalledExactlyOnceWith({ kind: 'unsent' })
    expect(answered).toHaveBeenCalledExactlyOnceWith(null)
    expect(over).toHaveBeenCalledOnce()
    expect(load).not.toHaveBeenCalled()
  })

  it('connects as the client that it then is, paused where it was paused meanwhile', async () => {
    const did: string[] = []
    const client = openLate(() => Promise.resolve(() => innerClient(did)))(optionsFor(vi.fn()))
    client.connect()
    client.setPaused(true)
    await vi.waitFor(() => expect(did).toEqual(['pause', 'connect']))
    const settled = vi.fn()
    client.emit(emission, settled)
    client.whenArrived(vi.fn())
    client.setPaused(false)
    client.close()
    expect(settled).toHaveBeenCalledExactlyOnceWith({ kind: 'written' })
    expect(client.isWritable()).toBe(true)
    expect(client.resumePoint()).toEqual({ id: 'session', offset: undefined })
    expect(did).toEqual(['pause', 'connect', 'asked for arrival', 'resume', 'close'])
  })

  it('never opens one that was closed while its library was loaded', async () => {
    const open = vi.fn<OpenClient>()
    const refused = vi.fn()
    const loaded = Promise.resolve(open)
    const client = openLate(() => loaded)(optionsFor(refused))
    client.connect()
    client.close()
    await loaded
    await Promise.resolve()
    expect(open).not.toHaveBeenCalled()
    expect(refused).not.toHaveBeenCalled()
  })

  it('refuses where the library can not be had', async () => {
    const refused = vi.fn()
    const client = openLate(() => Promise.reject(new Error('not there')))(optionsFor(refused))
    client.connect()
    await vi.waitFor(() => expect(refused).toHaveBeenCalledOnce())
    const failure = expect.objectContaining({ code: 'internal', retry: false }) as unknown
    expect(refused).toHaveBeenCalledWith({ kind: 'route', failure })
  })
})

// Owns files on their way to a host: the tus protocol, who may send how much, and what whole files become.
import { mkdir, readdir, rm, statfs } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { FileStore } from '@tus/file-store'
import { Server, type ServerOptions } from '@tus/server'
import { uuidv7 } from 'uuidv7'
import { safeFileName } from '../../base/file-name.ts'
import type { FileLimits } from '../host-limits.ts'
import { FILES_PATH } from '../listener.ts'
import type { MessageStore } from '../message-store.ts'
import type { Person } from '../protocol-events.ts'
import type { FileShelf } from './file-shelf.ts'
import { mediaTypeOf } from './media-type.ts'

export interface UploadOptions {
  /** Where unfinished files lie. */
  directory: string
  store: MessageStore
  shelf: FileShelf
  limits: FileLimits
  now: () => number
}

type Upload = Awaited<ReturnType<FileStore['getUpload']>>
type HookRequest = Parameters<NonNullable<ServerOptions['onUploadCreate']>>[0]

const ID = /^[0-9a-f-]{36}$/

/**
 * Uploads by tus 1.0. A file's data lies in `directory` until its message is there, so that a client
 * that never heard the last answer finds it whole; a file that came whole is on the shelf besides.
 */
export class Uploads {
  readonly #options: UploadOptions
  readonly #data: FileStore
  readonly #server: Server
  readonly #senders = new WeakMap<IncomingMessage, Person>()
  /** Who sends what, in bytes: of files that are in no message yet. */
  readonly #unsent = new Map<string, { ownerId: string; size: number }>()
  readonly #finishing = new Map<string, Promise<void>>()

  constructor(options: UploadOptions) {
    this.#options = options
    const { directory, limits } = options
    this.#data = new FileStore({ directory })
    this.#server = new Server({
      path: FILES_PATH,
      datastore: this.#data,
      maxSize: limits.bytes,
      relativeLocation: true,
      allowedOrigins: [],
      disableTerminationForFinishedUploads: true,
      namingFunction: () => uuidv7(),
      getFileIdFromRequest: (_request, last) =>
        last !== undefined && ID.test(last) ? last : undefined,
      onUploadCreate: (request, upload) => this.#begin(this.#senderOf(request), upload),
      onIncomingRequest: async (request, id) => {
        // A POST has only just been given its id.
        if (request.method !== 'POST') this.#checkOwner(this.#senderOf(request), id)
      },
      onUploadFinish: async (_request, upload) => {
        await this.#finish(upload)
        return {}
      }
    })
  }

  /** Takes up what is on its way from before; removes what waited too long. */
  async open(): Promise<void> {
    await mkdir(this.#options.directory, { recursive: true, mode: 0o700 })
    for (const name of await readdir(this.#options.directory)) {
      if (!ID.test(name)) continue
      const upload = await this.#data.getUpload(name).catch(() => undefined)
      if (upload) this.#note(upload)
      else await this.#remove(name)
    }
    await this.dropOld()
  }

  /** Answers a request of the tus protocol that this person makes. */
  async handle(request: IncomingMessage, response: ServerResponse, sender: Person): Promise<void> {
    this.#senders.set(request, sender)
    await this.#server.handle(request, response)
  }

  /** Makes sure that these files are noted, where the host was killed after their last byte. */
  async settle(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      if (!this.#unsent.has(id)) continue
      const upload = await this.#data.getUpload(id).catch(() => undefined)
      if (upload && upload.offset === upload.size) await this.#finish(upload)
    }
  }

  /** These files are in a message now: the data that was kept for their senders goes. */
  async sent(ids: readonly string[]): Promise<void> {
    for (const id of ids) if (this.#unsent.delete(id)) await this.#remove(id)
  }

  /** Removes what has been on its way, or waiting for its message, for too long. */
  async dropOld(): Promise<void> {
    const { store, shelf, limits, now } = this.#options
    const since = now() - limits.unsentMs
    const { ids, unused } = await store.dropUnsentFiles(since)
    await shelf.drop(unused)
    await this.sent(ids)
    for (const id of this.#unsent.keys()) {
      const upload = await this.#data.getUpload(id).catch(() => undefined)
      const at = Date.parse(upload?.creation_date ?? '')
      if (upload === undefined || at < since) await this.sent([id])
    }
  }

  async #begin(sender: Person, upload: Upload): Promise<{ metadata: Upload['metadata'] }> {
    const { store, limits } = this.#options
    const { size, metadata } = upload
    const conversation = metadata?.['conversation'] ?? ''
    if (size === undefined) throw refusal(400, 'Upload-Length is needed')
    if (!(await store.isMember(sender.id, conversation))) throw refusal(404, 'no such conversation')
    const mine = [...this.#unsent.values()].filter((one) => one.ownerId === sender.id)
    if (mine.length >= limits.unsentPerPerson)
      throw refusal(429, 'too many files without a message')
    await this.#checkRoom(size)
    const kept = { conversation, owner: sender.id, filename: metadata?.['filename'] ?? null }
    this.#unsent.set(upload.id, { ownerId: sender.id, size })
    return { metadata: kept }
  }

  async #checkRoom(size: number): Promise<void> {
    const { directory, store, limits } = this.#options
    const coming = [...this.#unsent.values()].reduce((sum, one) => sum + one.size, 0)
    const kept = await store.fileBytes()
    const { bavail, bsize } = await statfs(directory)
    const isTooMuch = kept + coming + size > limits.allBytes
    if (isTooMuch || bavail * bsize - size < limits.reserveBytes) throw refusal(507, 'no room')
  }

  #checkOwner(sender: Person, id: string): void {
    if (this.#unsent.get(id)?.ownerId !== sender.id) throw refusal(404, 'no such upload')
  }

  // The last request, a message that names the file and a start after a crash may all come to this.
  #finish(upload: Upload): Promise<void> {
    const running = this.#finishing.get(upload.id)
    if (running) return running
    const finishing = this.#keep(upload).finally(() => this.#finishing.delete(upload.id))
    this.#finishing.set(upload.id, finishing)
    return finishing
  }

  async #keep(upload: Upload): Promise<void> {
    const { directory, store, shelf, now } = this.#options
    const { id, size = 0, metadata } = upload
    const path = join(directory, id)
    const type = await mediaTypeOf(path)
    const hash = await shelf.keep(path)
    const name = safeFileName(metadata?.['filename'] ?? null)
    const [ownerId, conversationId] = [metadata?.['owner'] ?? '', metadata?.['conversation'] ?? '']
    await store.addFile({ id, ownerId, conversationId, name, type, size, hash, at: now() })
  }

  #note({ id, size = 0, metadata }: Upload): void {
    this.#unsent.set(id, { ownerId: metadata?.['owner'] ?? '', size })
  }

  // The data's notes are a file of its own beside it.
  async #remove(id: string): Promise<void> {
    const { directory } = this.#options
    for (const name of [id, `${id}.json`]) await rm(join(directory, name), { force: true })
  }

  #senderOf(request: HookRequest): Person {
    const node = request.runtime?.node?.req as IncomingMessage | undefined
    const sender = node && this.#senders.get(node)
    if (!sender) throw refusal(401, 'who are you?')
    return sender
  }
}

// What the tus server takes for an answer.
function refusal(code: number, body: string): Error & { status_code: number; body: string } {
  return Object.assign(new Error(body), { status_code: code, body: `${body}\n` })
}

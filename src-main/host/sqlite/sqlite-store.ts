// Owns one host's file: the message store of a host that runs on a single machine.
import { openDatabase, type Database, type SqlStatement } from '../../base/sql.ts'
import type { HostLimits } from '../host-limits.ts'
import type { MessageStore } from '../message-store.ts'
import type { Outcome } from '../protocol.ts'
import { ConversationTable } from './conversation-table.ts'
import { FileTable } from './file-table.ts'
import { GroupCommit } from './group-commit.ts'
import { MessageReader } from './message-reader.ts'
import { MessageTable } from './message-table.ts'
import { PeopleTable } from './people-table.ts'
import { ensureLobby, migrate } from './schema.ts'

export interface SqliteStoreOptions {
  path: string
  lobbyTitle: string
  limits: HostLimits
  now: () => number
}

/** Opens the file, brings it up to date; throws where SQLite cannot. */
export function openSqliteStore(options: SqliteStoreOptions): MessageStore {
  const database = openDatabase(options.path)
  try {
    migrate(database)
    ensureLobby(database, options.lobbyTitle, options.now())
    return new SqliteStore(database, options.limits)
  } catch (cause) {
    database.close()
    throw cause
  }
}

class SqliteStore implements MessageStore {
  readonly #database: Database
  readonly #limits: HostLimits
  readonly #writes: GroupCommit
  readonly #people: PeopleTable
  readonly #conversations: ConversationTable
  readonly #reader: MessageReader
  readonly #messages: MessageTable
  readonly #files: FileTable
  readonly #setting: SqlStatement<{ value: string }>
  readonly #keepSetting: SqlStatement

  constructor(database: Database, limits: HostLimits) {
    this.#database = database
    this.#limits = limits
    this.#writes = new GroupCommit(database)
    this.#people = new PeopleTable(database)
    this.#conversations = new ConversationTable(database, limits)
    this.#files = new FileTable(database)
    this.#reader = new MessageReader(database, this.#files)
    this.#messages = new MessageTable(database, {
      conversations: this.#conversations,
      reader: this.#reader,
      files: this.#files
    })
    this.#setting = database.prepare('SELECT value FROM setting WHERE key = ?')
    this.#keepSetting = database.prepare(
      `INSERT INTO setting (key, value) VALUES (?, ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`
    )
  }

  admit: MessageStore['admit'] = (arrival) => this.#writes.run(() => this.#people.admit(arrival))

  personOfToken: MessageStore['personOfToken'] = async (hash) => this.#people.byToken(hash)

  recentPeople: MessageStore['recentPeople'] = async (limit) => this.#people.recent(limit)

  people: MessageStore['people'] = async (page) => this.#people.page(page)

  conversationsOf: MessageStore['conversationsOf'] = async (personId) =>
    this.#conversations.mine(personId)

  rooms: MessageStore['rooms'] = async (personId, page) => this.#conversations.rooms(personId, page)

  members: MessageStore['members'] = async (personId, query) =>
    this.#conversations.members(personId, query)

  createRoom: MessageStore['createRoom'] = (personId, room) =>
    this.#writes.run(() => this.#conversations.createRoom(personId, room))

  joinRoom: MessageStore['joinRoom'] = (personId, conversationId, at) =>
    this.#writes.run(() => this.#conversations.join(personId, conversationId, at))

  leaveRoom: MessageStore['leaveRoom'] = (personId, conversationId) =>
    this.#writes.run(() => this.#conversations.leave(personId, conversationId))

  openDirect: MessageStore['openDirect'] = (personId, userId, at) =>
    this.#writes.run(() => this.#conversations.openDirect(personId, userId, at))

  append: MessageStore['append'] = (draft) => this.#writes.run(() => this.#messages.append(draft))

  edit: MessageStore['edit'] = (personId, edit) =>
    this.#writes.run(() => this.#messages.edit(personId, edit))

  remove: MessageStore['remove'] = (personId, removal) =>
    this.#writes.run(() => this.#messages.remove(personId, removal))

  react: MessageStore['react'] = (personId, reaction) => {
    const mostEmoji = this.#limits.emojiPerMessage
    return this.#writes.run(() => this.#messages.react(personId, { ...reaction, mostEmoji }))
  }

  mark: MessageStore['mark'] = (personId, { conversationId, messageId, level }) =>
    this.#writes.run(() => {
      const found = this.#messages.reachable(personId, messageId)
      if (!found.ok) return found
      const { target, place, memberCount } = found.value
      if (place.conversationId !== conversationId) return notFound
      const { seq } = target
      const isChanged = this.#conversations.mark(personId, { conversationId, level, seq })
      return { ok: true, value: { isChanged, place, seq, memberCount } }
    })

  history: MessageStore['history'] = async (personId, query) => {
    const place = this.#conversations.joined(personId, query.conversationId)
    return place.ok ? { ok: true, value: this.#reader.page(query, personId) } : place
  }

  addFile: MessageStore['addFile'] = (file) => this.#writes.run(() => this.#files.add(file))

  file: MessageStore['file'] = async (personId, fileId) => this.#files.fetchable(personId, fileId)

  dropUnsentFiles: MessageStore['dropUnsentFiles'] = (at) =>
    this.#writes.run(() => this.#files.dropUnsent(at))

  fileBytes: MessageStore['fileBytes'] = async () => this.#files.bytes()

  fileHashes: MessageStore['fileHashes'] = async () => this.#files.hashes()

  isMember: MessageStore['isMember'] = async (personId, conversationId) =>
    this.#conversations.joined(personId, conversationId).ok

  setting: MessageStore['setting'] = async (key) => this.#setting.get([key])?.value

  keepSetting: MessageStore['keepSetting'] = (key, value) =>
    this.#writes.run(() => void this.#keepSetting.run([key, value]))

  close: MessageStore['close'] = async () => {
    this.#writes.flush()
    this.#database.close()
  }
}

const notFound: Outcome<never> = { ok: false, error: { code: 'not-found' } }

// Servers that are logged in to over HTTP, and mostly written to that way, too.
import type { ConversationRef } from '../../../../src-preload/contract/inbound.ts'
import { pick, type Answered, type Asked, type Behaviour } from '../emulator.ts'

const at = (): string => new Date().toISOString()
const refused = (message: string, status = 401): Answered => ({ status, body: { message } })
/** Ids are made of names, so that no list of accounts is needed. */
const idOf = (name: string): string => `id-${name}`
const nameIn = (id: string): string => id.replace(/^(id|jwt)-/, '')
const person = (name: string) => ({ _id: idOf(name), name, fullName: name })
const room = (remoteId: string, title: string): ConversationRef => ({
  remoteId,
  kind: 'room',
  title,
  peer: null
})

const webMessage = (asked: Asked, content: string) => {
  const name = nameIn(asked.token)
  const id = `m${asked.kept.length + 1}`
  const user = { id: idOf(name), name }
  // Nanoseconds.
  return { id, content, created_at: Date.now() * 1e6, user, temp_id: pick(asked.body, 'temp_id') }
}
const webui: Behaviour = {
  id: 'open-webui',
  path: '/ws/socket.io',
  login: { password: 'right' },
  shows: { place: room('c1', 'general'), typing: 'starts-and-stops', history: 'asked' },
  http: (asked) => {
    if (asked.path === '/api/v1/auths/signin') {
      if (pick(asked.body, 'password') !== 'right') {
        return { status: 400, body: { detail: 'The email or password provided is incorrect.' } }
      }
      const name = pick(asked.body, 'email')
      return { body: { id: idOf(name), name, token: `jwt-${name}` } }
    }
    if (asked.token === '') return { status: 401, body: { detail: 'Not authenticated' } }
    if (asked.path === '/api/v1/channels/') return { body: [{ id: 'c1', name: 'general' }] }
    if (asked.path.startsWith('/api/v1/channels/c1/messages?')) {
      return { body: asked.kept.toReversed() }
    }
    const data = webMessage(asked, pick(asked.body, 'content'))
    asked.kept.push(data)
    const event = {
      channel_id: 'c1',
      message_id: data.id,
      data: { type: 'message', data },
      user: data.user,
      channel: { id: 'c1', name: 'general' }
    }
    for (const peer of asked.peers) peer.tell('events:channel', event)
    return { body: data }
  },
  on: {
    'user-join': (me, [data], answer) => {
      me.name = nameIn(pick(data, 'auth', 'token'))
      answer({ id: idOf(me.name), name: me.name })
    },
    'events:channel': (me, [event]) =>
      me.others('events:channel', {
        ...(event as object),
        user: { id: idOf(me.name), name: me.name }
      })
  }
}

const fullstack: Behaviour = {
  id: 'fullstack-chat',
  login: { password: 'right' },
  shows: { direct: true, history: 'asked', files: 'both' },
  http: ({ path, body, session, peers, kept, files }) => {
    if (path === '/api/auth/login') {
      const name = pick(body, 'email')
      if (pick(body, 'password') !== 'right') return refused('Invalid credentials', 400)
      const headers = { 'set-cookie': `session=${idOf(name)}; Path=/; HttpOnly` }
      return { body: person(name), headers }
    }
    if (session === '') return refused('Unauthorized - No Token Provided')
    if (path === '/api/messages/users') {
      return { body: ['Ana', 'Bo'].map(person).filter(({ _id }) => _id !== session) }
    }
    const [, other = ''] = /^\/api\/messages\/(?:send\/)?(.+)$/.exec(path) ?? []
    if (!path.includes('/send/')) {
      const pair = [session, other].sort().join()
      return {
        body: kept.filter((one) => [one['senderId'], one['receiverId']].sort().join() === pair)
      }
    }
    const id = `m${kept.length + 1}`
    const image = pick(body, 'image')
    if (image !== '') {
      files.set(`/images/${id}.png`, Buffer.from(image.slice(image.indexOf(',') + 1), 'base64'))
    }
    const message = {
      _id: id,
      senderId: session,
      receiverId: other,
      text: pick(body, 'text'),
      ...(image === '' ? {} : { image: `/images/${id}.png` }),
      createdAt: at()
    }
    kept.push(message)
    peers.find(({ query }) => query['userId'] === other)?.tell('newMessage', message)
    return { status: 201, body: message }
  },
  connected: (me) =>
    me.all(
      'getOnlineUsers',
      me.peers().map(({ query }) => query['userId'])
    ),
  on: {}
}

const mern: Behaviour = {
  id: 'mern-chat',
  login: { password: 'right' },
  shows: { place: room('c3', 'Team'), history: 'asked' },
  http: ({ path, body, token, kept }) => {
    if (path === '/api/user/login') {
      const name = pick(body, 'email')
      if (pick(body, 'password') !== 'right') return refused('Invalid Email or Password')
      return { body: { ...person(name), token: `jwt-${name}` } }
    }
    if (token === '') return refused('Not authorized, no token')
    const chat = {
      _id: 'c3',
      chatName: 'Team',
      isGroupChat: true,
      users: ['Ana', 'Bo'].map(person)
    }
    if (path === '/api/chat') return { body: [chat] }
    if (path !== '/api/message') return { body: kept }
    const message = {
      _id: `m${kept.length + 1}`,
      sender: person(nameIn(token)),
      content: pick(body, 'content'),
      chat,
      createdAt: at()
    }
    kept.push(message)
    return { body: message }
  },
  on: {
    setup: (me) => me.tell('connected'),
    'new message': (me, [message]) => me.others('message recieved', message)
  }
}

const form = '<form><input id="csrf_token" name="csrf_token" type="hidden" value="c1"></form>'
const flask: Behaviour = {
  id: 'flask-socketio-chat',
  namespace: '/chat',
  login: { room: 'lobby' },
  shows: { place: room('lobby', 'lobby') },
  http: ({ method, body }) => {
    if (method === 'GET' || pick(body, 'csrf_token') !== 'c1') return { body: form }
    const session = `session=${pick(body, 'name')}; Path=/; HttpOnly`
    return { status: 302, headers: { location: '/chat', 'set-cookie': session } }
  },
  on: {
    joined: (me) => {
      me.name = /session=([^;]*)/.exec(me.cookie)?.[1] ?? ''
      me.all('status', { msg: `${me.name} has entered the room.` })
    },
    text: (me, [data]) => me.all('message', { msg: `${me.name}: ${pick(data, 'msg')}` })
  }
}

export const overHttp: readonly Behaviour[] = [webui, fullstack, mern, flask]

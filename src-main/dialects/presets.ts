// The dialects that come with Filo: each a document like anybody else's, compiled when it is needed.
import type { Result } from '../../src-preload/contract/failure.ts'
import { compileDialect } from './compile.ts'
import type { CompiledDialect } from './compiled.ts'
import agarIoClone from './presets/agar-io-clone.json'
import andrewmeadChat from './presets/andrewmead-chat.json'
import botpressWebchat from './presets/botpress-webchat.json'
import chainlit from './presets/chainlit.json'
import crispRtm from './presets/crisp-rtm.json'
import cytube from './presets/cytube.json'
import devika from './presets/devika.json'
import donationalerts from './presets/donationalerts.json'
import etherpadChat from './presets/etherpad-chat.json'
import evolutionApi from './presets/evolution-api.json'
import feathersChat from './presets/feathers-chat.json'
import filo from './presets/filo.json'
import fiora from './presets/fiora.json'
import flaskSocketioChat from './presets/flask-socketio-chat.json'
import flaskSocketioExample from './presets/flask-socketio-example.json'
import fullstackChat from './presets/fullstack-chat.json'
import huaWebchat from './presets/hua-webchat.json'
import laravelEchoServer from './presets/laravel-echo-server.json'
import letsChat from './presets/lets-chat.json'
import mernChat from './presets/mern-chat.json'
import mirotalkSfu from './presets/mirotalk-sfu.json'
import mukhinChat from './presets/mukhin-chat.json'
import nerimity from './presets/nerimity.json'
import netninjaWebsockets from './presets/netninja-websockets.json'
import nettySocketioDemo from './presets/netty-socketio-demo.json'
import nodebbChat from './presets/nodebb-chat.json'
import novuReactNativeChat from './presets/novu-react-native-chat.json'
import openWebui from './presets/open-webui.json'
import openhands from './presets/openhands.json'
import pedrotechReactChat from './presets/pedrotech-react-chat.json'
import plankaSails from './presets/planka-sails.json'
import rasaSocketio from './presets/rasa-socketio.json'
import snappyChat from './presets/snappy-chat.json'
import socketioChatExample from './presets/socketio-chat-example.json'
import socketioClassicChat from './presets/socketio-classic-chat.json'
import socketioConnectionStateRecovery from './presets/socketio-connection-state-recovery.json'
import socketioGetStarted from './presets/socketio-get-started.json'
import socketioPrivateMessaging from './presets/socketio-private-messaging.json'
import thelounge from './presets/thelounge.json'
import traversyChatcord from './presets/traversy-chatcord.json'
import traversyMongochat from './presets/traversy-mongochat.json'
import wdsSimpleChat from './presets/wds-simple-chat.json'
import wolfPalringo from './presets/wolf-palringo.json'
import wppconnectServer from './presets/wppconnect-server.json'

/** A dialect that comes with Filo, not yet compiled. */
export interface Preset {
  id: string
  document: unknown
  compile: () => Result<CompiledDialect>
}

/** Filo's own first, then the well-known vocabularies. */
const documents = [
  filo,
  socketioChatExample,
  socketioGetStarted,
  socketioPrivateMessaging,
  socketioClassicChat,
  feathersChat,
  thelounge,
  etherpadChat,
  chainlit,
  openhands,
  devika,
  pedrotechReactChat,
  traversyChatcord,
  traversyMongochat,
  wdsSimpleChat,
  netninjaWebsockets,
  novuReactNativeChat,
  andrewmeadChat,
  mukhinChat,
  flaskSocketioExample,
  nettySocketioDemo,
  fiora,
  huaWebchat,
  letsChat,
  cytube,
  agarIoClone,
  mirotalkSfu,
  rasaSocketio,
  wolfPalringo,
  plankaSails,
  donationalerts,
  laravelEchoServer,
  socketioConnectionStateRecovery,
  openWebui,
  fullstackChat,
  mernChat,
  flaskSocketioChat,
  botpressWebchat,
  crispRtm,
  evolutionApi,
  nerimity,
  nodebbChat,
  snappyChat,
  wppconnectServer
]

export const presets: readonly Preset[] = documents.map((document) => ({
  id: document.id,
  document,
  compile: () => compileDialect(document, true)
}))

# A Socket.IO server of Debian's python3-socketio that speaks the tests' small vocabulary.
import socketio
from aiohttp import web

server = socketio.AsyncServer(async_mode="aiohttp")
app = web.Application()
server.attach(app)


@server.event
async def connect(sid, environ, auth):
    if isinstance(auth, dict) and auth.get("name") == "nobody":
        raise socketio.exceptions.ConnectionRefusedError("members only")
    await server.emit("message", {"id": "p1", "from": "Bo", "text": "hello from Python"}, to=sid)


@server.event
async def send(sid, data):
    await server.emit("message", {"id": "p2", "from": "Ana", "text": data["text"] + " §"})
    return {"ok": True, "id": "p2"}


async def main():
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(site._server.sockets[0].getsockname()[1], flush=True)
    await __import__("asyncio").Event().wait()


__import__("asyncio").run(main())

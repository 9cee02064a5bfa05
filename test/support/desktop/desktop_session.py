"""A small Linux desktop for tests: shows notifications, holds tray items and hears of badges, on the session's real bus.

Writes a line of JSON for whatever happens; reads lines of JSON that say what the person does.
"""
import json
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NOTIFICATIONS = "org.freedesktop.Notifications"
WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
PROPERTIES = "org.freedesktop.DBus.Properties"


def tell(what, **more):
    print(json.dumps({"what": what, **more}, default=plain), flush=True)


def plain(value):
    return str(value)


def py(value):
    """A D-Bus value as JSON has it."""
    if isinstance(value, dbus.Boolean):
        return bool(value)
    if isinstance(value, dbus.Byte) or isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, dict):
        return {str(key): py(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [py(each) for each in value]
    return str(value)


class Notifications(dbus.service.Object):
    def __init__(self, bus, offers):
        self.name = dbus.service.BusName(NOTIFICATIONS, bus)
        super().__init__(bus, "/org/freedesktop/Notifications")
        self.offers = offers
        self.last = 0
        self.quiet = False

    @dbus.service.method(NOTIFICATIONS, in_signature="", out_signature="as")
    def GetCapabilities(self):
        return dbus.Array(self.offers, signature="s")

    @dbus.service.method(NOTIFICATIONS, in_signature="", out_signature="ssss")
    def GetServerInformation(self):
        return ("tests", "Filo", "1", "1.2")

    @dbus.service.method(NOTIFICATIONS, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, app, replaces, icon, title, body, actions, hints, timeout):
        if replaces == 0:
            self.last += 1
        number = int(replaces) or self.last
        tell(
            "shown",
            id=number,
            replaces=int(replaces),
            title=py(title),
            body=py(body),
            actions=py(actions)[0::2],
            labels=py(actions)[1::2],
            hints=py(hints),
        )
        return dbus.UInt32(number)

    @dbus.service.method(NOTIFICATIONS, in_signature="u", out_signature="")
    def CloseNotification(self, number):
        tell("closed", id=int(number))
        self.NotificationClosed(number, 3)

    @dbus.service.method(PROPERTIES, in_signature="ss", out_signature="v")
    def Get(self, interface, name):
        if name == "Inhibited":
            return dbus.Boolean(self.quiet)
        raise dbus.exceptions.DBusException("no such property")

    @dbus.service.signal(NOTIFICATIONS, signature="uu")
    def NotificationClosed(self, number, reason):
        pass

    @dbus.service.signal(NOTIFICATIONS, signature="us")
    def ActionInvoked(self, number, action):
        pass

    @dbus.service.signal(NOTIFICATIONS, signature="us")
    def NotificationReplied(self, number, text):
        pass


class Watcher(dbus.service.Object):
    """A tray: whoever registers is shown, as far as a test can see."""

    def __init__(self, bus):
        self.bus = bus
        self.name = dbus.service.BusName(WATCHER, bus)
        super().__init__(bus, "/StatusNotifierWatcher")
        self.item = None

    @dbus.service.method(WATCHER, in_signature="s", out_signature="", sender_keyword="sender")
    def RegisterStatusNotifierItem(self, service, sender=None):
        path = service if service.startswith("/") else "/StatusNotifierItem"
        owner = sender if service.startswith("/") else service
        self.item = (str(owner), str(path))
        tell("tray", owner=str(owner))
        self.StatusNotifierItemRegistered(service)

    @dbus.service.method(WATCHER, in_signature="s", out_signature="")
    def RegisterStatusNotifierHost(self, service):
        pass

    @dbus.service.method(PROPERTIES, in_signature="ss", out_signature="v")
    def Get(self, interface, name):
        return self.properties()[name]

    @dbus.service.method(PROPERTIES, in_signature="s", out_signature="a{sv}")
    def GetAll(self, interface):
        return self.properties()

    def properties(self):
        return {
            "IsStatusNotifierHostRegistered": dbus.Boolean(True),
            "ProtocolVersion": dbus.Int32(0),
            "RegisteredStatusNotifierItems": dbus.Array([], signature="s"),
        }

    @dbus.service.signal(WATCHER, signature="s")
    def StatusNotifierItemRegistered(self, service):
        pass

    @dbus.service.signal(WATCHER, signature="")
    def StatusNotifierHostRegistered(self):
        pass

    def leave(self):
        self.remove_from_connection()
        self.bus.release_name(WATCHER)

    def look(self, answer):
        owner, path = self.item
        thing = dbus.Interface(self.bus.get_object(owner, path), PROPERTIES)

        def read(name, then):
            thing.Get(ITEM, name, reply_handler=lambda value: then(py(value)), error_handler=lambda _e: then(None))

        def with_pixels(pixels):
            # The whole of it is of no use to a test; that it changed is.
            picture = hash(json.dumps(pixels)) if pixels else None
            read("ToolTip", lambda tip: self.layout(lambda entries: answer(tip, picture, entries)))

        read("IconPixmap", with_pixels)

    def menu(self):
        owner, path = self.item
        where = self.bus.get_object(owner, path)
        place = dbus.Interface(where, PROPERTIES).Get(ITEM, "Menu")
        return dbus.Interface(self.bus.get_object(owner, str(place)), MENU)

    def layout(self, then):
        menu = self.menu()
        _revision, root = menu.GetLayout(0, -1, dbus.Array([], signature="s"))
        then([(int(child[0]), str(child[1].get("label", "")), bool(child[1].get("enabled", True))) for child in root[2]])

    def choose(self, label):
        def click(entries):
            for number, name, _enabled in entries:
                if name.replace("_", "") == label:
                    self.menu().Event(number, "clicked", dbus.String("", variant_level=1), dbus.UInt32(0))
                    return
            tell("trouble", about=f"no entry {label}")

        self.layout(click)

    def activate(self):
        owner, path = self.item
        dbus.Interface(self.bus.get_object(owner, path), ITEM).Activate(0, 0)


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus = dbus.SessionBus()
    wish = json.loads(sys.argv[1])
    notifications = Notifications(bus, wish["offers"])
    watcher = Watcher(bus) if wish["tray"] else None
    bus.add_signal_receiver(
        lambda address, values: tell("badge", address=py(address), values=py(values)),
        dbus_interface="com.canonical.Unity.LauncherEntry",
        signal_name="Update",
    )

    def obey(_source, _condition):
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        wish = json.loads(line)
        do = wish["do"]
        number = dbus.UInt32(wish.get("id", 0))
        try:
            if do == "invoke":
                notifications.ActionInvoked(number, wish["action"])
                notifications.NotificationClosed(number, 2)
            elif do == "reply":
                notifications.NotificationReplied(number, wish["text"])
            elif do == "dismiss":
                notifications.NotificationClosed(number, 2)
            elif do == "quiet":
                notifications.quiet = wish["on"]
            elif do == "look":
                watcher.look(lambda tip, picture, entries: tell("item", tip=tip, picture=picture, entries=entries))
            elif do == "choose":
                watcher.choose(wish["label"])
            elif do == "activate":
                watcher.activate()
            elif do == "take tray away":
                watcher.leave()
        except dbus.exceptions.DBusException as error:
            tell("trouble", about=str(error))
        return True

    loop = GLib.MainLoop()
    GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_IN | GLib.IO_HUP, obey)
    tell("ready")
    loop.run()


main()

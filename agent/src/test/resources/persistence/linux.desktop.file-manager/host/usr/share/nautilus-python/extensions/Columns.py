from gi.repository import Nautilus, GObject

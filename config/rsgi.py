from django.conf import settings

from config.server import ThreadedServer
from config.wsgi import application as wsgi

application = ThreadedServer(wsgi, settings.THREADS)

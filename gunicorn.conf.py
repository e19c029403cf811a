"""How gunicorn serves cyberdip, embedded and in the image; gunicorn reads this file from its working folder by itself.

Threads with persistent database connections: on two cores three times the requests of separate connections.
"""

wsgi_app = "cyberdip.wsgi"
worker_class = "gthread"
workers = 2
threads = 4
keepalive = 5
timeout = 60
graceful_timeout = 5
control_socket_disable = True  # its place would be in the home folder, which may not be there

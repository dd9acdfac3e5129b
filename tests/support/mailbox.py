# A mail server that takes every mail, and puts it into a folder: mailbox.py FOLDER PORT
import asyncio, sys
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
Controller(Mailbox(sys.argv[1]), hostname="127.0.0.1", port=int(sys.argv[2])).start()
asyncio.new_event_loop().run_forever()

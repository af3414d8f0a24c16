"""The public pages. `public` wraps each in the urls: it reads the register and the day it is."""

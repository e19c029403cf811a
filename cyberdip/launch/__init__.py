"""How cyberdip is started on a machine: the virtual environment, the servers, the processes, the checks.

Charter
-------
* Until the virtual environment stands, only the standard library is here to help: ``command_line``, ``bootstrap``,
  ``folders`` and ``refusal`` import nothing else.
* Nothing in this package knows a study, a message or a model; what has to be asked of the database is asked by a
  management command in a process of its own.
* The servers are the real ones, PostgreSQL and Valkey, taken as programs from their wheels. The wheels' own launchers
  are never called: as root they add users to the machine and open other people's folders.
* Whatever is started is a child that dies with its parent, and whatever is written lies in the data folder, in the
  virtual environment, or in a private temporary folder that is removed again. As root also in /var/lib/cyberdip.
"""
